import { expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { Verification } from '../../../src/engine/journal/verification.ts';
import { behindOurBack, fired, note, opened, temporaryFolder } from './kit.ts';

async function twentyRows() {
  const folder = temporaryFolder();
  // A slice of one row, so that there is progress to see.
  const { journal } = await opened(folder, { limits: { verifySliceRows: 1 } });
  for (let row = 1; row < 20; row++) await journal.append(note(row));
  await journal.append(fired('k1'));
  return { folder, journal, verification: new Verification({ journal, clock: systemClock }) };
}

it('the kinds that there are, each once', async () => {
  const { journal } = await twentyRows();
  expect(await journal.kinds()).toEqual({ ok: true, value: ['DRILL', 'KILL_FIRED'] });
  await journal.append({ kind: 'CHECK_IN_REFUSED', source: 'cli', data: { from: 'here' } });
  expect(await journal.kinds()).toEqual({ ok: true, value: ['CHECK_IN_REFUSED', 'DRILL', 'KILL_FIRED'] });
  const empty = await opened(temporaryFolder());
  expect(await empty.journal.kinds()).toEqual({ ok: true, value: [] });
});

it('a walk says how far it has come, is shared by all who ask, and leaves a row', async () => {
  const { journal, verification } = await twentyRows();
  expect(await verification.state()).toEqual({ ok: true, value: { running: null, last: null } });
  const walks = [verification.run({ source: 'window' }), verification.run({ source: 'cli' })];
  let isDone = false;
  void walks[0]?.finally(() => {
    isDone = true;
  });
  const rows: number[] = [];
  while (!isDone) {
    const state = await verification.state();
    if (state.ok && state.value.running) rows.push(state.value.running.row);
  }
  expect(await Promise.all(walks)).toEqual([
    { ok: true, rows: 20 },
    { ok: true, rows: 20 },
  ]);
  expect(rows.some((row) => row > 0 && row < 20)).toBe(true);
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  const found = await verification.state();
  expect(found).toMatchObject({ value: { running: null, last: { verdict: { ok: true, rows: 20 } } } });
  expect(await journal.latest(['JOURNAL_VERIFIED'], 9)).toMatchObject({
    value: [{ source: 'window', data: { rows: 20 } }],
  });
});

it('a broken chain is a finding that outlasts the walk', async () => {
  const { folder, verification } = await twentyRows();
  behindOurBack(folder, "UPDATE journal SET reason = 'never' WHERE seq = 7");
  const verdict = { ok: false, rows: 6, firstBroken: 7, why: 'row 7 is not what was recorded' };
  expect(await verification.run({ source: 'cli' })).toEqual(verdict);
  expect(await verification.state()).toMatchObject({ value: { last: { verdict } } });
});
