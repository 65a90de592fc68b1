import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { engagedKill } from '../switch/latch.ts';
import { Life } from './fixture.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const kill = { source: 'cli', reason: 'by hand', from: 'test' } as const;
const request = { reason: 'looked at it', confirm: 'RESET' } as const;

function begin(flag: string | null): Promise<Life> {
  return Life.begin({ rows: [], flag, saidFlat: new Set() });
}

/** The life after a reset of its kill that is on the disk, with a flag file as given. */
async function afterReset(life: Life, flag: string | null): Promise<Life> {
  life.desk.news = 'flat';
  life.killSwitch.review();
  life.journal.commitAll();
  const answer = life.killSwitch.reset(request, 'cli');
  await vi.advanceTimersByTimeAsync(0);
  life.journal.commitAll();
  expect(await answer).toMatchObject({ ok: true });
  return Life.begin({ ...life.disk, flag });
}

it('engages for a flag file that names nothing legible, also when one like it has been reset before', async () => {
  const life = await begin('unnamed');
  const first = engagedKill(life.killSwitch.state())?.killId;
  const next = await afterReset(life, 'unnamed');
  const second = engagedKill(next.killSwitch.state())?.killId;
  expect([first, second]).toEqual([expect.any(String), expect.any(String)]);
  expect(second).not.toBe(first);
});

it('takes a flag file for void that names a kill which was reset', async () => {
  const life = await begin('my-own-kill');
  expect(engagedKill(life.killSwitch.state())?.killId).toBe('my-own-kill');
  const next = await afterReset(life, 'my-own-kill');
  expect(next.killSwitch.state().latch.state).toBe('armed');
});

it('knows what the engaged kill has placed also when the flag file names another one', async () => {
  const life = await begin(null);
  const { killId } = life.killSwitch.trigger(kill);
  const data = { broker: 'b', symbol: 'X', side: 'sell', quantity: '1', clientOrderId: `scram-${killId}-x-3` } as const;
  void life.journal.append({ kind: 'CLOSE_SENT', source: 'engine', killId, data });
  life.journal.commitAll();
  const next = await Life.begin({ ...life.disk, flag: 'another' });
  expect(next.desk.earlier).toMatchObject([{ symbol: 'X', attempt: 3 }]);
});

it('counts the time that a kill took from its firing, over a restart', async () => {
  const life = await begin(null);
  life.killSwitch.trigger(kill);
  life.journal.commitAll();
  await vi.advanceTimersByTimeAsync(60_000);
  const next = await Life.begin(life.disk);
  next.desk.news = 'flat';
  next.killSwitch.review();
  next.journal.commitAll();
  expect(next.disk.rows.at(-1)).toMatchObject({ kind: 'KILL_SETTLED', data: { elapsedMs: 60_000 } });
});

it('writes the flag file again until the disk takes it, and no longer than the kill is engaged', async () => {
  const life = await begin(null);
  life.flag.fails = true;
  const { killId, flagged } = life.killSwitch.trigger(kill);
  life.flag.commitOne();
  expect([await flagged, life.disk.flag]).toEqual([false, null]);
  life.flag.fails = false;
  await vi.advanceTimersByTimeAsync(1_000);
  life.flag.commitOne();
  expect(life.disk.flag).toBe(killId);
  await vi.advanceTimersByTimeAsync(5_000);
  life.disk.flag = 'not written again';
  life.flag.commitOne();
  expect(life.disk.flag).toBe('not written again');
});

it('fires one new kill in the way of a reset that the disk holds up, which all further signals join', async () => {
  const life = await begin(null);
  const first = life.killSwitch.trigger(kill).killId;
  life.desk.news = 'flat';
  life.killSwitch.review();
  life.journal.commitAll();
  void life.killSwitch.reset(request, 'cli');
  await vi.advanceTimersByTimeAsync(0);
  const [second, third] = [life.killSwitch.trigger(kill).killId, life.killSwitch.trigger(kill).killId];
  expect([second === first, third === second]).toEqual([false, true]);
  life.journal.commitAll();
  await vi.advanceTimersByTimeAsync(0);
  expect(engagedKill(life.killSwitch.state())?.killId).toBe(second);
});

it('remembers what a journal says that could be read only after the start, and keeps it in its checkpoints', async () => {
  const earlier = await begin(null);
  const press = earlier.killSwitch.trigger(kill).killId;
  const { disk } = await afterReset(earlier, null);
  void earlier.journal.append({
    kind: 'JOURNAL_REPLACED',
    source: 'engine',
    reason: 'the file was spoilt',
    data: { kept: null, latch: null },
  });
  earlier.journal.commitAll();
  const life = await begin(null);
  expect(life.killSwitch.state()).toMatchObject({ knownKillIds: [], unacknowledged: null });
  life.disk.rows.push(...disk.rows);
  life.journal.find({ checkpoint: null, tail: [] });
  await vi.advanceTimersByTimeAsync(0);
  const known = { knownKillIds: [press], unacknowledged: 'the file was spoilt', lastReset: { killId: press } };
  expect(life.killSwitch.state()).toMatchObject(known);
  const { killId } = life.killSwitch.trigger(kill);
  life.journal.commitAll();
  expect(life.journal.checkpointed).toMatchObject({ ...known, knownKillIds: [press, killId] });
});

it('finds the kill of a journal without a checkpoint however often it was joined since', async () => {
  const life = await begin(null);
  const { killId } = life.killSwitch.trigger(kill);
  for (let more = 0; more < 1_500; more += 1) life.killSwitch.trigger(kill);
  life.journal.commitAll();
  const next = await Life.begin({ ...life.disk, flag: null });
  expect(engagedKill(next.killSwitch.state())?.killId).toBe(killId);
});

it('knows the latest closes of a kill that has sent more than are read', async () => {
  const life = await begin(null);
  const { killId } = life.killSwitch.trigger(kill);
  for (let attempt = 1; attempt <= 20_500; attempt += 1) {
    const clientOrderId = `scram-${killId}-x-${attempt}`;
    const data = { broker: 'b', symbol: 'X', side: 'sell', quantity: '1', clientOrderId } as const;
    void life.journal.append({ kind: 'CLOSE_SENT', source: 'engine', killId, data });
  }
  life.journal.commitAll();
  const next = await Life.begin({ ...life.disk, flag: null });
  expect(Math.max(...next.desk.earlier.map(({ attempt }) => attempt))).toBe(20_500);
});

it('starts over rows of closes that it can not read, and knows the others', async () => {
  const life = await begin(null);
  const { killId } = life.killSwitch.trigger(kill);
  const data = { broker: 'b', symbol: 'X', side: 'sell', quantity: '1', clientOrderId: `scram-${killId}-x-3` } as const;
  void life.journal.append({ kind: 'CLOSE_SENT', source: 'engine', killId, data });
  life.journal.commitAll();
  const [, closed] = life.disk.rows;
  if (!closed) throw new Error('no row of the close');
  life.disk.rows.push({ ...closed, seq: 3, data: { unreadable: 'no JSON' } });
  const next = await Life.begin({ ...life.disk, flag: null });
  expect(engagedKill(next.killSwitch.state())?.killId).toBe(killId);
  expect(next.desk.earlier).toMatchObject([{ symbol: 'X', attempt: 3 }]);
});
