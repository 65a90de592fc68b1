import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from './channel.ts';
import { ChannelDesk } from './channel-desk.ts';
import { type Entry, newEntry } from './entry.ts';
import { killMessage } from './fixture.ts';
import { alertLimits, paceOf } from './limits.ts';
import type { AlertMessage } from './message.ts';

const ok: Delivery = { kind: 'sent', words: 'ok' };
const failed = (over: Partial<Extract<Delivery, { kind: 'failed' }>> = {}): Delivery => {
  return { kind: 'failed', permanent: false, words: 'no', ...over };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A desk whose channel answers as told; `answer` may be changed. */
function scene(answer: (message: AlertMessage) => Promise<Delivery>) {
  const sent: { message: AlertMessage; id: string; number: number }[] = [];
  const tried: Entry[] = [];
  const bugs: unknown[] = [];
  const it = { answer, sent, tried, bugs };
  const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };
  const desk = new ChannelDesk({
    channel: {
      name: 'ops',
      kind: 'slack',
      send: (message, { id, number }) => {
        sent.push({ message, id, number });
        return it.answer(message);
      },
      check: async () => ({ kind: 'unproven', words: '' }),
      dispose: () => undefined,
    },
    clock,
    chance: () => 0.5,
    onTried: (entry) => tried.push(entry),
    reportBug: (bug) => bugs.push(bug),
  });
  const add = (over: Partial<AlertMessage>) =>
    desk.add(newEntry(killMessage(over), 'ops', new Date(Date.now()).toISOString()));
  const note = (id: string) => add({ id, thread: id, urgent: false, severity: 'warning', killId: null });
  const kill = (id: string) => add({ id, thread: `kill:${id}` });
  return Object.assign(it, { desk, note, kill, add });
}

const turn = () => vi.advanceTimersByTimeAsync(0);
const { burst, refillMs } = paceOf.slack;

describe('a channel', () => {
  it('sends a kill at once, however many messages it has just sent, and one hangs', async () => {
    const s = scene(() => new Promise(() => undefined));
    for (let index = 0; index < 20; index++) s.note(`n${index}`);
    s.kill('k');
    expect(s.sent.map(({ message }) => message.id)).toEqual(['n0', 'k']);
    s.desk.stop();
  });

  it('sends a burst, then as the pace allows, what waited as one digest of the gravest tone', async () => {
    const s = scene(async () => ok);
    for (let index = 0; index < burst; index++) {
      s.note(`n${index}`);
      await turn();
    }
    s.note('late');
    s.add({ id: 'grave', thread: 'grave', urgent: false, severity: 'critical' });
    await turn();
    expect(s.sent).toHaveLength(burst);
    await vi.advanceTimersByTimeAsync(refillMs);
    const { message } = s.sent.at(-1) ?? {};
    expect(s.sent).toHaveLength(burst + 1);
    expect(message).toMatchObject({ title: '2 messages, critical', severity: 'critical', step: 'note' });
    expect(s.tried.filter(({ state }) => state === 'sent')).toHaveLength(burst + 2);
    s.desk.stop();
  });

  it('tries again with growing waits, under the same id, and tells how long it took', async () => {
    const s = scene(async () => failed());
    s.kill('k');
    await vi.advanceTimersByTimeAsync(1_000 + 2_000);
    expect(s.sent.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(new Set(s.sent.map(({ id }) => id))).toEqual(new Set(['k@ops']));
    s.answer = async () => ok;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(s.tried.at(-1)).toMatchObject({ state: 'sent', attempts: 4, latencyMs: 7_000 });
    s.desk.stop();
  });

  it('leaves a service alone that asks for it, but for the first attempt at a kill', async () => {
    const s = scene(async () => failed({ retryAfterMs: 60_000 }));
    s.note('n');
    await turn();
    s.note('m');
    s.kill('k');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(s.sent.map(({ message }) => message.id)).toEqual(['n', 'k']);
    s.answer = async () => ok;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(s.tried.filter(({ state }) => state === 'sent')).toHaveLength(3);
    s.desk.stop();
  });

  it('does not call without a pause a service that asks for none, nor wait for ever for one that asks for that', async () => {
    const s = scene(async () => failed({ retryAfterMs: 0 }));
    s.kill('k');
    await vi.advanceTimersByTimeAsync(3_500);
    expect(s.sent).toHaveLength(3);
    s.answer = async () => failed({ retryAfterMs: 1e15 });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(s.sent).toHaveLength(4);
    s.answer = async () => ok;
    await vi.advanceTimersByTimeAsync(alertLimits.retryAfterMaxMs - 1_000);
    expect(s.sent).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(s.tried.at(-1)).toMatchObject({ state: 'sent', attempts: 5 });
    s.desk.stop();
  });

  it('does not repeat a kill while the service has asked for a pause on another message', async () => {
    const s = scene(async () => failed());
    s.kill('k');
    await turn();
    s.answer = async () => failed({ retryAfterMs: 60_000 });
    s.note('n');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(s.sent.map(({ message }) => message.id)).toEqual(['k', 'n']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(s.sent.map(({ message }) => message.id)).toContain('k');
    expect(s.sent.length).toBeGreaterThan(2);
    s.desk.stop();
  });

  it('sends a new kill at once while repetitions of many old ones hang', async () => {
    const s = scene(async () => failed());
    for (let index = 0; index < alertLimits.urgentAtOnce + 2; index++) s.kill(`old${index}`);
    await turn();
    s.answer = () => new Promise(() => undefined);
    await vi.advanceTimersByTimeAsync(2_000);
    s.kill('new');
    expect(s.sent.at(-1)?.message.id).toBe('new');
    s.desk.stop();
  });

  it('does not try again what is refused for good, and counts as failing until something is sent', async () => {
    const s = scene(async () => failed({ permanent: true, words: 'bad token' }));
    s.kill('k');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(s.sent).toHaveLength(1);
    expect(s.tried).toMatchObject([{ state: 'failed', attempts: 1, words: 'bad token' }]);
    expect(s.desk.state()).toMatchObject({ state: 'failing', words: 'bad token', waiting: 0 });
    s.answer = async () => ok;
    await s.desk.tell(killMessage(), 'test');
    expect(s.desk.state()).toMatchObject({ state: 'working', words: '' });
    s.desk.stop();
  });

  it('counts as failing when a passing failure has lasted', async () => {
    const s = scene(async () => failed());
    s.kill('k');
    await turn();
    expect(s.desk.isFailing()).toBe(false);
    await vi.advanceTimersByTimeAsync(alertLimits.failingAfterMs);
    expect(s.desk.isFailing()).toBe(true);
    s.desk.stop();
  });

  it('gives up a channel that hangs, and one that throws, and goes on', async () => {
    const s = scene(() => new Promise(() => undefined));
    s.kill('k');
    await vi.advanceTimersByTimeAsync(alertLimits.attemptMs + alertLimits.hungAfterMs);
    expect(s.tried).toMatchObject([{ state: 'waiting', words: 'no answer in time' }]);
    s.answer = async () => {
      throw new Error('a bug');
    };
    await vi.advanceTimersByTimeAsync(1_000);
    expect(s.tried.at(-1)).toMatchObject({ words: 'a fault of Scram itself' });
    expect(s.bugs).toHaveLength(1);
    s.desk.stop();
  });

  it('keeps trying through a night, and gives up after days', async () => {
    const s = scene(async () => failed());
    s.kill('k');
    await vi.advanceTimersByTimeAsync(12 * 3_600_000);
    expect(s.tried.at(-1)?.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(alertLimits.ageMs);
    expect(s.tried.at(-1)).toMatchObject({
      state: 'failed',
      words: expect.stringContaining('not delivered in 4 days'),
    });
    const attempts = s.sent.length;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(s.sent).toHaveLength(attempts);
    s.desk.stop();
  });

  it('drops the newest of what is not urgent when too much waits, never a kill', async () => {
    const s = scene(() => new Promise(() => undefined));
    for (let index = 0; index < alertLimits.waitingPerChannel; index++) s.note(`n${index}`);
    s.kill('k');
    expect(s.tried).toMatchObject([{ state: 'failed', id: `n${alertLimits.waitingPerChannel - 1}@ops` }]);
    s.desk.stop();
  });
});
