import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { initialSwitch, type Kill, type SwitchState } from '../switch/latch.ts';
import type { Delivery } from './channel.ts';
import { killMessage } from './fixture.ts';
import { KillAlerts } from './kill-alerts.ts';
import { alertLimits, paceOf } from './limits.ts';
import { clock, FakeJournal, life } from './outbox-fixture.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') }));
afterEach(() => void vi.useRealTimers());
const turn = () => vi.advanceTimersByTimeAsync(0);

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

  async function scene(initial: SwitchState = armed, journal = new FakeJournal(), answer?: () => Promise<Delivery>) {
    const { outbox, desk, sent } = life(journal, answer);
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
    return { journal, kills, become, titles, desk, outbox, bugs, sent };
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

  /** Killed, and then with each reading another order of a bot that goes on; `null`: flat. */
  const left = (orderId: string | null): SwitchState => {
    const residual = { broker: 'main', symbol: 'X', quantity: '1', outcome: 'dust', words: '', accept: '' } as const;
    const residuals = orderId === null ? [] : [{ ...residual, orderId }];
    return { ...armed, latch: { state: 'killed', since: settledAt, kill, flat: orderId === null, residuals } };
  };
  const offline = (): Promise<Delivery> => Promise.resolve({ kind: 'failed', permanent: false, words: 'no network' });
  const pending = (journal: FakeJournal) => [...journal.disk.values()].filter((row) => row.pending);
  const again = 'KILL, nobody has acknowledged it: pressed';

  it('with a bot that goes on is told by the pace, after its first turn each way', async () => {
    const s = await scene();
    await s.become(killing);
    await s.become(left('0'));
    const beganMs = Date.now();
    for (let change = 1; change <= 1_000; change++) {
      await s.become(left(`${change}`));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    const { burst, refillMs } = paceOf.slack;
    expect(s.sent.length).toBeLessThanOrEqual(2 + burst + Math.ceil((Date.now() - beganMs) / refillMs));
    expect(s.desk.state().waiting).toBe(1);
    const soFar = s.sent.length;
    // Past the pace: nothing is left of it.
    await s.become(left(null));
    await s.become(left('x'));
    const urgent = s.sent.length - soFar;
    for (let turns = 0; turns < 100; turns++) await s.become(left(turns % 2 === 0 ? null : 'x'));
    // The first takes the place of the change that had waited.
    expect([urgent, s.sent.length - soFar]).toEqual([2, 2]);
    expect(s.titles()).toContain('FLAT now');
    s.desk.stop();
  });

  it('has one change and one reminder waiting behind it on a channel that does not work, also after a restart', async () => {
    const s = await scene(armed, new FakeJournal(), offline);
    await s.become(killing);
    await s.become(left('0'));
    for (let change = 1; change <= 300; change++) {
      await s.become(left(change % 3 === 0 ? null : `${change}`));
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      s.kills.remind();
    }
    await s.become(left('last'));
    const waiting = ['KILL: pressed', 'NOT FLAT after 1.2 s: 1 thing left', 'NOT FLAT now: 1 thing left', again];
    expect(s.titles().toSorted()).toEqual(waiting.toSorted());
    expect(pending(s.journal)).toHaveLength(4);
    s.desk.stop();
    const later = await scene(left('last'), s.journal);
    await later.become(left('very last'));
    await vi.advanceTimersByTimeAsync(alertLimits.retryMaxMs);
    expect(later.sent).toHaveLength(5);
    expect(later.sent.slice(0, 2)).toEqual([`fired:k:${kill.firedAt}`, `outcome:k:${settledAt}`]);
    expect(later.titles().at(-1)).toBe('NOT FLAT now: 1 thing left');
    expect(pending(s.journal)).toEqual([]);
    later.desk.stop();
  });

  it.each([
    ['acknowledged', 'The kill is acknowledged'],
    ['reset', 'RESET: all is well'],
  ])('that is %s takes its waiting reminder back, and nothing else', async (way, told) => {
    let answer = offline;
    const s = await scene(armed, new FakeJournal(), () => answer());
    await s.become(killing);
    await s.become(left('0'));
    for (let hours = 0; hours < 72; hours++) {
      await vi.advanceTimersByTimeAsync(3_600_000);
      s.kills.remind();
    }
    if (way === 'reset') await s.become(resetBy('cli'));
    else s.kills.acknowledge({ source: 'cli', from: 'ada' });
    answer = async () => ({ kind: 'sent', words: 'ok' });
    await vi.advanceTimersByTimeAsync(alertLimits.retryMaxMs * 2);
    const states = s.outbox.recent().map(({ title, state }) => [title, state]);
    expect(states.reverse()).toEqual([
      ['KILL: pressed', 'sent'],
      ['NOT FLAT after 1.2 s: 1 thing left', 'sent'],
      [again, 'failed'],
      [told, 'sent'],
    ]);
    expect(s.sent.filter((id) => id.endsWith(':1'))).toEqual([]);
    expect(pending(s.journal)).toEqual([]);
    s.desk.stop();
  });

  it('is told as reset at once, also where a change of it waits for the pace', async () => {
    const s = await scene();
    await s.become(killing);
    for (let change = 0; change <= paceOf.slack.burst + 1; change++) {
      await vi.advanceTimersByTimeAsync(1);
      await s.become(left(`${change}`));
    }
    expect(s.desk.state().waiting).toBe(1);
    await s.become(resetBy('cli'));
    expect(s.sent.at(-1)).toMatch(/^reset:/);
    expect(s.desk.state().waiting).toBe(0);
    s.desk.stop();
  });
});
