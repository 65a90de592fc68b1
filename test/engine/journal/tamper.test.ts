import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { behindOurBack, fired, has, kindsIn, note, opened, temporaryFolder } from './kit.ts';

async function tenRows(checkpointAt: number | null = 5) {
  const folder = temporaryFolder();
  const { journal } = await opened(folder);
  for (let index = 1; index <= 10; index++) await journal.append(note(index, `row ${index}`));
  if (checkpointAt !== null) journal.checkpoint({ at: checkpointAt }, checkpointAt);
  return { folder, journal };
}

const swap = `UPDATE journal SET seq = -1 WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = 4;
  UPDATE journal SET seq = 4 WHERE seq = -1`;
const copy = (seq: number, from: number) =>
  `INSERT INTO journal SELECT ${seq}, at, kind, source, kill_id, reason, data, hash FROM journal WHERE seq = ${from}`;

describe('verify, after somebody edited the file while the engine ran', () => {
  it.each([
    ['an edited reason', "UPDATE journal SET reason = 'row 4!' WHERE seq = 4", 4],
    ['an edited time', "UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 1", 1],
    ['text moved between two columns', 'UPDATE journal SET kill_id = reason, reason = NULL WHERE seq = 6', 6],
    ['an empty text for NULL', "UPDATE journal SET kill_id = '' WHERE seq = 2", 2],
    ['an edited hash', `UPDATE journal SET hash = '${'0'.repeat(64)}' WHERE seq = 7`, 7],
    ['a missing row', 'DELETE FROM journal WHERE seq = 4', 4],
    ['a missing first row', 'DELETE FROM journal WHERE seq = 1', 1],
    ['two rows in the other order', swap, 3],
    ['a row before the first', copy(0, 1), 1],
    ['a row put at the end', copy(11, 10), 11],
    ['rows cut off the end', 'DELETE FROM journal WHERE seq > 8', 9],
    [
      'rows cut off the end, and the note of the last row with them',
      'DELETE FROM journal WHERE seq > 8; UPDATE head SET (seq, hash) = (SELECT seq, hash FROM journal WHERE seq = 8)',
      9,
    ],
    ['no rows at all', 'DELETE FROM journal', 1],
    ['a missing note of the last row', 'DELETE FROM head', 10],
    ['another note of the last row', 'UPDATE head SET seq = 9', 10],
    ['another state in the checkpoint', `UPDATE checkpoint SET state = '{"at":"armed"}'`, 5],
    ['a checkpoint of another row', 'UPDATE checkpoint SET seq = 6', 6],
    ['a checkpoint of no row', 'UPDATE checkpoint SET seq = 11', 11],
  ])('names the first row that does not hold: %s', async (_, sql, firstBroken) => {
    const { folder, journal } = await tenRows();
    expect(await journal.verify()).toEqual({ ok: true, rows: 10 });
    behindOurBack(folder, sql);
    expect(await journal.verify()).toMatchObject({ ok: false, firstBroken });
  });

  it('shows an edited row as it stands', async () => {
    const { folder, journal } = await tenRows();
    behindOurBack(folder, "UPDATE journal SET data = 'no JSON' WHERE seq = 10");
    const page = await journal.page({ limit: 1 });
    expect(page.ok && page.value.rows[0]?.data).toEqual({ unreadable: 'no JSON' });
  });

  it('begins a new file when the last row is not the one that it wrote', async () => {
    const { folder, journal } = await tenRows();
    behindOurBack(folder, 'DELETE FROM journal WHERE seq = 10');
    const replaced = new Promise((resolve) => journal.onReplaced(resolve));
    await journal.append(fired('k'));
    expect(await replaced).toMatchObject({ why: expect.stringContaining('changed by another program') });
    expect(kindsIn(folder).slice(0, 2)).toEqual(['JOURNAL_REPLACED', 'KILL_FIRED']);
  });
});

describe('a start, after somebody edited the file while no engine ran', () => {
  it.each([
    ['a row of the tail', "UPDATE journal SET reason = 'x' WHERE seq = 8", 'row 8 is not what was recorded'],
    ['a missing row of the tail', 'DELETE FROM journal WHERE seq = 8', 'row 8 is missing'],
    ['rows cut off the end', 'DELETE FROM journal WHERE seq > 8', 'rows 9 to 10 were cut off the end'],
    ['a row put at the end', copy(11, 10), 'row 11'],
    ['the stored state', `UPDATE checkpoint SET state = '{"at":"armed"}'`, 'the checkpoint'],
    ['the row that the checkpoint names', "UPDATE journal SET hash = 'x' WHERE seq = 5", 'row 5'],
    ['the missing note of the last row', 'DELETE FROM head', 'note of the last row'],
    ['a number beyond ours', 'UPDATE journal SET seq = 9223372036854775807 WHERE seq = 10', 'changed'],
  ])('keeps the old file aside and begins another: %s', async (_, sql, why) => {
    const { folder, journal } = await tenRows();
    await journal.close();
    behindOurBack(folder, sql);
    const again = await opened(folder);
    expect(again.replaced).toMatchObject({ kept: expect.stringMatching(/^journal\.\d{8}T\d{9}Z\.broken\.db$/) });
    expect(again.replaced?.why).toContain(why);
    expect(again).toMatchObject({
      checkpoint: null,
      tail: [{ seq: 1, kind: 'JOURNAL_REPLACED', reason: again.replaced?.why }],
    });
    expect(
      kindsIn(folder, again.replaced?.kept ?? '').filter((kind) => kind === 'DRILL').length,
    ).toBeGreaterThanOrEqual(8);
    expect(await again.journal.verify()).toEqual({ ok: true, rows: 1 });
  });

  it('does not look at rows before the checkpoint, but verify does', async () => {
    const { folder, journal } = await tenRows();
    await journal.close();
    behindOurBack(folder, "UPDATE journal SET reason = 'x' WHERE seq = 2");
    const again = await opened(folder);
    expect(again).toMatchObject({ checkpoint: { at: 5 }, replaced: null });
    expect(await again.journal.verify()).toMatchObject({ ok: false, firstBroken: 2 });
  });
});

/** The very lines that `docs/journal.md` gives to an auditor: nothing of ours is in them. */
const handbook = readFileSync(new URL('../../../docs/journal.md', import.meta.url), 'utf8');
const independentCheck = /```python\n(.*?)```/s.exec(handbook)?.[1] ?? '';

describe.runIf(has('python3'))('an independent check in Python', () => {
  const check = (folder: string) => {
    const script = join(folder, 'check.py');
    writeFileSync(script, independentCheck);
    return execFileSync('python3', [script, join(folder, 'journal.db')], { stdio: 'pipe' }).toString();
  };

  it('agrees that the chain holds, whatever the text, and names the row that was edited', async () => {
    const { folder, journal } = await tenRows();
    for (const words of ['', 'ß→✂😀', '\ud800', 'a\0b', '12:x,', '\u2028\u007f"\\\n'])
      await journal.append(note(1, words));
    await journal.append({ ...fired('k'), source: 'trigger:PortfolioDrawdown' });
    expect(check(folder)).toMatch(/^17 rows hold/);
    behindOurBack(folder, "UPDATE journal SET data = replace(data, '1', '2') WHERE seq = 12");
    expect(() => check(folder)).toThrow('row 12 is not what was recorded');
  });

  it('misses rows cut off the end', async () => {
    const { folder } = await tenRows();
    behindOurBack(folder, 'DELETE FROM journal WHERE seq > 8');
    expect(() => check(folder)).toThrow('rows from 9 on were cut off');
  });
});
