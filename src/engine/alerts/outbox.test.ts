import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Result } from '../../shared/result.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { JournalHealth, Replaced } from '../journal/journal.ts';
import type { AlertRow } from '../journal/protocol.ts';
import { initialSwitch, type Kill, type SwitchState } from '../switch/latch.ts';
import type { Delivery } from './channel.ts';
import { ChannelDesk } from './channel-desk.ts';
import { killMessage } from './fixture.ts';
import { KillAlerts } from './kill-alerts.ts';
import { alertLimits } from './limits.ts';
import { AlertOutbox } from './outbox.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') }));
afterEach(() => void vi.useRealTimers());
const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };
const turn = () => vi.advanceTimersByTimeAsync(0);

/** A journal's part for the outbox, on a disk that can fail. */
class FakeJournal {
  readonly disk = new Map<string, AlertRow>();
  readonly rows: JournalEvent[] = [];
  writable = true;
  private readonly onHealths: ((health: JournalHealth) => void)[] = [];
  private readonly replacements: ((replaced: Replaced) => void)[] = [];

  readonly alerts = {
    keep: async (rows: readonly AlertRow[]): Promise<Result<null>> => {
      if (!this.writable) return { ok: false, failure: { code: 'degraded', message: 'full', hint: '' } };
      for (const row of rows) this.disk.set(row.id, row);
      return { ok: true, value: null };
    },
    kept: async (): Promise<Result<AlertRow[]>> => {
      if (!this.writable) return { ok: false, failure: { code: 'degraded', message: 'full', hint: '' } };
      return { ok: true, value: [...this.disk.values()] };
    },
  };

  append = (event: JournalEvent) => {
    this.rows.push(event);
    return new Promise<never>(() => undefined);
  };
  rowsOfKill = async (): Promise<Result<[]>> => ({ ok: true, value: [] });
  health = (): JournalHealth => (this.writable ? { ok: true } : { ok: false, why: 'full', sinceMs: 0 });
  onHealth = (listener: (health: JournalHealth) => void) => {
    this.onHealths.push(listener);
    return () => undefined;
  };
  onReplaced = (listener: (replaced: Replaced) => void) => {
    this.replacements.push(listener);
    return () => undefined;
  };

  turns(writable: boolean): void {
    this.writable = writable;
    for (const tell of this.onHealths) tell(this.health());
  }

  replace(): void {
    this.disk.clear();
    for (const tell of this.replacements) tell({ kept: null, why: 'broken' });
  }
}

function life(journal: FakeJournal, answer: () => Promise<Delivery> = async () => ({ kind: 'sent', words: 'ok' })) {
  const sent: string[] = [];
  const outbox = new AlertOutbox({ journal, clock, onChange: () => undefined });
  const desk = new ChannelDesk({
    channel: {
      name: 'ops',
      kind: 'slack',
      send: (message) => {
        sent.push(message.id);
        return answer();
      },
      check: async () => ({ kind: 'unproven', words: '' }),
      dispose: () => undefined,
    },
    clock,
    chance: () => 0.5,
    onTried: outbox.tried.bind(outbox),
    reportBug: (bug) => {
      throw bug;
    },
  });
  outbox.serve(desk);
  return { outbox, desk, sent };
}

const pending = (journal: FakeJournal) => [...journal.disk.values()].filter((row) => row.pending).map(({ id }) => id);

describe('the outbox', () => {
  it('takes an event in once, however often it is put, also by a later life', async () => {
    const journal = new FakeJournal();
    const first = life(journal);
    first.outbox.put(killMessage(), ['ops', 'ops']);
    first.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(first.sent).toHaveLength(1);
    expect(pending(journal)).toEqual([]);
    const second = life(journal);
    await second.outbox.load();
    second.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(second.sent).toEqual([]);
  });

  it('mends half a character, with which a service might refuse the whole message', async () => {
    const { outbox, sent } = life(new FakeJournal());
    outbox.put(killMessage({ id: 'half \ud83d', title: 'cut \ud83d' }), ['ops']);
    await turn();
    expect(sent).toEqual(['half \ufffd']);
    expect(outbox.recent()).toMatchObject([{ title: 'cut \ufffd' }]);
  });

  it('sends what an earlier life left, and gives up what has no channel any more', async () => {
    const journal = new FakeJournal();
    const first = life(journal, () => new Promise(() => undefined));
    first.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(pending(journal)).toEqual([`${killMessage().id}@ops`]);
    first.desk.stop();
    const row = journal.disk.get(`${killMessage().id}@ops`);
    journal.disk.set('x@gone', {
      id: 'x@gone',
      pending: true,
      entry: (row?.entry ?? '').replaceAll('ops', 'gone'),
    });
    journal.disk.set('bad', { id: 'bad', pending: true, entry: 'nonsense' });
    const second = life(journal);
    await second.outbox.load();
    await turn();
    expect(second.sent).toEqual([killMessage().id]);
    expect(journal.rows.at(-2)).toMatchObject({ kind: 'ALERT_FAILED', data: { channel: 'gone', givenUp: true } });
  });

  it('sends while nothing can be written, and writes when that works again, also into a new file', async () => {
    const journal = new FakeJournal();
    journal.turns(false);
    const { outbox, sent } = life(journal);
    outbox.put(killMessage(), ['ops']);
    await turn();
    expect(sent).toHaveLength(1);
    expect(journal.disk.size).toBe(0);
    journal.turns(true);
    await turn();
    expect([...journal.disk.values()]).toMatchObject([{ pending: false }]);
    journal.replace();
    await turn();
    expect(journal.disk.size).toBe(1);
  });

  it('tries a refused write again by itself', async () => {
    const journal = new FakeJournal();
    const { outbox } = life(journal);
    journal.writable = false;
    journal.health = () => ({ ok: true });
    outbox.put(killMessage(), ['ops']);
    await turn();
    journal.writable = true;
    await vi.advanceTimersByTimeAsync(alertLimits.keepAgainMs);
    expect(journal.disk.size).toBe(1);
  });

  it('records the first failure, the giving up and the success, and nothing between', async () => {
    const journal = new FakeJournal();
    let tries = 0;
    const { outbox } = life(journal, async () => {
      tries += 1;
      return tries < 4 ? { kind: 'failed', permanent: false, words: 'no' } : { kind: 'sent', words: 'ok' };
    });
    outbox.put(killMessage(), ['ops']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(journal.rows).toMatchObject([
      { kind: 'ALERT_FAILED', killId: 'k-1', reason: 'no', data: { attempts: 1, givenUp: false } },
      { kind: 'ALERT_SENT', killId: 'k-1', data: { attempts: 4, latencyMs: 7_000 } },
    ]);
  });
});

describe('a kill', () => {
  const armed = initialSwitch('2026-01-02T03:00:00.000Z');
  const kill: Kill = {
    killId: 'k',
    source: 'usb',
    reason: 'pressed',
    firedAt: '2026-01-02T03:04:05.000Z',
    signals: 1,
    receipts: [],
    clearsItself: false,
  };
  const killing: SwitchState = { ...armed, latch: { state: 'killing', since: kill.firedAt, kill } };
  const settledAt = '2026-01-02T03:04:06.200Z';
  const flat: SwitchState = { ...armed, latch: { state: 'killed', since: settledAt, kill, flat: true, residuals: [] } };
  const resetBy = (source: 'cli' | 'engine'): SwitchState => {
    const at = '2026-01-02T03:05:00.000Z';
    return { ...armed, lastReset: { at, source, reason: 'all is well', killId: 'k' } };
  };

  async function scene(initial: SwitchState = armed, journal = new FakeJournal()) {
    const { outbox, desk } = life(journal);
    await outbox.load();
    let state = initial;
    const bugs: unknown[] = [];
    const kills = new KillAlerts({
      switchState: () => state,
      killFacts: () => ({ paper: false, brokers: [{ name: 'main', positions: 1, orders: 2 }] }),
      journal,
      clock,
      outbox,
      channels: ['ops'],
      onChange: () => undefined,
      reportBug: (bug) => bugs.push(bug),
    });
    kills.start(null);
    const become = async (next: SwitchState) => {
      state = next;
      kills.review();
      await turn();
      await kills.settled();
      await turn();
    };
    const titles = () =>
      outbox
        .recent()
        .map(({ title }) => title)
        .reverse();
    return { journal, kills, become, titles, desk, outbox, bugs };
  }

  it('is told with its outcome and its reset, each once', async () => {
    const s = await scene();
    await s.become(killing);
    await s.become(killing);
    await s.become(flat);
    await s.become(resetBy('cli'));
    expect(s.titles()).toEqual(['KILL: pressed', 'FLAT after 1.2 s', 'RESET: all is well']);
    expect(s.kills.unacknowledged()).toBeNull();
  });

  it('is not told by another start, even where the journal dates it a millisecond later, and told where it was not', async () => {
    const s = await scene();
    await s.become(killing);
    await s.become(flat);
    const later: Kill = { ...kill, firedAt: '2026-01-02T03:04:05.001Z' };
    const latch = {
      state: 'killed',
      since: '2026-01-02T03:04:06.201Z',
      kill: later,
      flat: true,
      residuals: [],
    } as const;
    const again = await scene({ ...armed, latch }, s.journal);
    await again.kills.settled();
    await turn();
    expect(again.titles()).toEqual(s.titles());
    const fresh = await scene({ ...armed, latch });
    await fresh.kills.settled();
    await turn();
    expect(fresh.titles()).toEqual(['KILL: pressed', 'FLAT after 1.2 s']);
  });

  it('adds nothing to the tick in which it is engaged', async () => {
    const s = await scene();
    const promise = s.become(killing);
    expect(s.titles()).toEqual([]);
    await promise;
    expect(s.titles()).toEqual(['KILL: pressed']);
  });

  it('is told again until somebody has taken it', async () => {
    const s = await scene();
    await s.become(killing);
    const minute = async (count: number) => {
      for (let index = 0; index < count * 60; index++) {
        await vi.advanceTimersByTimeAsync(1_000);
        s.kills.remind();
      }
    };
    await minute(6);
    const again = 'KILL, nobody has acknowledged it: pressed';
    expect(s.titles()).toEqual(['KILL: pressed', again, again]);
    expect(s.kills.acknowledge({ source: 'telegram', from: 'ada' })).toEqual({ ok: true, value: { killId: 'k' } });
    expect(s.kills.acknowledge({ source: 'cli', from: 'ada' })).toMatchObject({
      ok: false,
      failure: { code: 'not_now' },
    });
    await minute(60);
    expect(s.titles()).toEqual(['KILL: pressed', again, again, 'The kill is acknowledged']);
    expect(s.journal.rows).toContainEqual({
      kind: 'ALERTS_ACKNOWLEDGED',
      source: 'telegram',
      killId: 'k',
      data: { from: 'ada' },
    });
  });

  it('is told with its outcome and its reset also where its table breaks', async () => {
    const s = await scene();
    s.journal.rowsOfKill = () => Promise.reject(new Error('a bug'));
    await s.become(killing);
    await s.become(flat);
    await s.become(resetBy('cli'));
    expect(s.titles()).toEqual(['KILL: pressed', 'FLAT after 1.2 s', 'RESET: all is well']);
    expect(s.bugs).toHaveLength(1);
  });

  it('is closed also where so much was told since that its begin is forgotten', async () => {
    const s = await scene();
    await s.become(killing);
    for (let index = 0; index < 1_000; index++) {
      s.outbox.put(killMessage({ id: `n${index}`, thread: `n${index}` }), ['ops']);
      await turn();
    }
    expect(s.outbox.channelsOf('kill:k')).toEqual([]);
    await s.become(resetBy('cli'));
    expect(s.titles().at(-1)).toBe('RESET: all is well');
  });

  it('that cleared itself still waits for somebody', async () => {
    const s = await scene();
    await s.become(killing);
    await s.become(resetBy('engine'));
    expect(s.kills.unacknowledged()).toMatchObject({ killId: 'k', nextReminderAt: '2026-01-02T03:06:05.000Z' });
  });

  it('whose residuals change is told again with what is left', async () => {
    const s = await scene();
    await s.become(killing);
    const residual = { broker: 'main', symbol: 'X', quantity: '1', outcome: 'dust', words: '', accept: '' } as const;
    const latch = { state: 'killed', since: settledAt, kill, flat: false, residuals: [residual] } as const;
    await s.become({ ...armed, latch });
    await s.become(flat);
    expect(s.titles()).toEqual(['KILL: pressed', 'NOT FLAT after 1.2 s: 1 thing left', 'FLAT now']);
  });
});
