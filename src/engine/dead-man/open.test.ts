import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { ok, refuse } from '../../shared/result.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { JournalHealth, Recorded, Replaced } from '../journal/journal.ts';
import type { StoredDeadMan } from '../switch/dead-man-stored.ts';
import type { DeadMan } from './dead-man.ts';
import { openDeadMan } from './open.ts';

const day = 86_400_000;
const now = '2026-11-21T09:00:00.000Z';
const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() - Date.parse(now) };
const unread = refuse({ code: 'degraded', message: 'the disk is gone', hint: '' });

/** A journal that can or can't be read, and never answers that a row is written. */
function journalWith(rows: JournalRow[] | null) {
  let readable = rows;
  const appended: JournalEvent[] = [];
  const listeners: { replaced: ((replaced: Replaced) => void)[]; found: ((found: Recorded) => void)[] } = {
    replaced: [],
    found: [],
  };
  return {
    appended,
    becomesReadable(with_: JournalRow[]) {
      readable = with_;
      for (const listener of listeners.found) listener({ checkpoint: null, tail: [] });
    },
    isReplaced() {
      for (const listener of listeners.replaced) listener({ kept: null, why: 'a test' });
    },
    append: (event: JournalEvent) => {
      appended.push(event);
      return new Promise<JournalRow>(() => undefined);
    },
    health: (): JournalHealth => (readable === null ? { ok: false, why: 'a test', sinceMs: 0 } : { ok: true }),
    latest: async () => (readable === null ? unread : ok(readable)),
    page: async () => (readable === null ? unread : ok({ rows: readable.slice(0, 1), next: null })),
    onReplaced: (listener: (replaced: Replaced) => void) => {
      listeners.replaced.push(listener);
      return () => undefined;
    },
    onFound: (listener: (found: Recorded) => void) => {
      listeners.found.push(listener);
      return () => undefined;
    },
  };
}

const timer = (part: Partial<StoredDeadMan> = {}): StoredDeadMan => {
  const startedAt = '2026-11-21T03:00:00.000Z';
  return { run: 5, startedAt, highWaterAt: startedAt, windowMs: day, state: 'ok', lastCheckIn: null, ...part };
};
const row = (data: JournalRow['data'], source: JournalRow['source'] = 'dead_man'): JournalRow => {
  const kind = source === 'dead_man' ? 'DEAD_MAN_TIMER' : 'CIRCUIT_BREAKER_FIRED';
  return { seq: 1, at: '2026-11-21T03:00:00.000Z', kind, source, killId: null, reason: null, data };
};

let deadMan: DeadMan | null = null;
async function open(journal: ReturnType<typeof journalWith>, kept: StoredDeadMan | null): Promise<DeadMan> {
  const file = { read: async () => kept, write: () => Promise.resolve(true) };
  const parts = { journal, clock, kept: file, onChange: () => undefined, reportBug: () => undefined };
  deadMan = await openDeadMan({ ...parts, windowMs: day });
  return deadMan;
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(now) }));
afterEach(() => {
  void deadMan?.stop();
  vi.useRealTimers();
});

describe('a journal that can not be read at the start', () => {
  it('leaves the kept file, which is enough', async () => {
    const opened = await open(journalWith(null), timer());
    expect(opened.at()).toMatchObject({ elapsedMs: 6 * 3_600_000 });
  });

  it('is believed as soon as it can be read, though the timer was begun without it', async () => {
    const journal = journalWith(null);
    const opened = await open(journal, null);
    expect(opened.at()).toMatchObject({ state: 'ok', elapsedMs: 0 });
    journal.becomesReadable([row({}, 'dead_man_switch'), row({ timer: timer() })]);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened.at()).toMatchObject({ state: 'triggered' });
    expect(await opened.checkIn({ source: 'cli', from: 'test' })).toMatchObject({ ok: false });
  });

  it('keeps a reset from being granted: it must be recorded', async () => {
    const opened = await open(journalWith(null), timer({ state: 'triggered' }));
    const answer = opened.reset({ reason: 'looked at it', confirm: 'RESET' }, { source: 'cli', from: 'test' });
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'degraded' } });
    expect(opened.isTriggered()).toBe(true);
  });
});

describe('what a journal does not answer', () => {
  it('a trigger does not wait for', async () => {
    const journal = journalWith([row({ timer: timer() })]);
    const opened = await open(journal, null);
    const fired: unknown[] = [];
    opened.fired.add((event) => fired.push(event));
    await vi.advanceTimersByTimeAsync(18 * 3_600_000);
    expect(opened.isTriggered()).toBe(true);
    const data = { lastCheckIn: null, elapsedMs: day };
    expect(fired).toEqual([{ kind: 'CIRCUIT_BREAKER_FIRED', source: 'dead_man_switch', ...data }]);
    const kinds = journal.appended.map(({ kind }) => kind);
    expect(kinds).toEqual(['DEAD_MAN_WARNING', 'DEAD_MAN_CRITICAL', 'CIRCUIT_BREAKER_FIRED']);
    expect(journal.appended.at(-1)).toMatchObject({ source: 'dead_man_switch', data });
  });

  it('a check-in says that it does not know to be recorded, and counts', async () => {
    const opened = await open(journalWith([row({ timer: timer() })]), null);
    const answer = opened.checkIn({ source: 'cli', from: 'test' });
    expect(opened.at().elapsedMs).toBe(0);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await answer).toMatchObject({ ok: true, value: { state: 'ok', journaled: false } });
  });

  it('a reset is refused for, and a new trigger stands behind its row', async () => {
    const journal = journalWith([row({ timer: timer({ state: 'triggered' }) })]);
    const opened = await open(journal, null);
    const answer = opened.reset({ reason: 'looked at it', confirm: 'RESET' }, { source: 'cli', from: 'test' });
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await answer).toMatchObject({ ok: false, failure: { code: 'degraded' } });
    expect(opened.isTriggered()).toBe(true);
    expect(journal.appended.map(({ kind }) => kind)).toEqual(['DEAD_MAN_RESET', 'CIRCUIT_BREAKER_FIRED']);
  });
});

it('a new journal is told of the timer', async () => {
  const journal = journalWith([row({ timer: timer() })]);
  await open(journal, null);
  expect(journal.appended).toEqual([]);
  journal.isReplaced();
  expect(journal.appended).toMatchObject([{ kind: 'DEAD_MAN_TIMER', data: { timer: { run: 5 } } }]);
});

it('starts over a last row whose time is no time', async () => {
  const journal = journalWith([{ ...row({ timer: timer() }), at: 'some day' }]);
  const opened = await open(journal, null);
  expect(opened.at()).toMatchObject({ state: 'ok', elapsedMs: 6 * 3_600_000 });
});
