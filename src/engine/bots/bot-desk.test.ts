import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BotHold } from '../../shared/api/bots.ts';
import { Bot } from '../../shared/bots-config.ts';
import type { BotEvent } from '../journal/bot-events.ts';
import type { Seen } from './adapter.ts';
import { BotDesk } from './bot-desk.ts';
import type { Ask } from './helper/protocol.ts';

/** One desk over a helper whose every answer is in the test's hands. */
const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };
const held: BotHold = { to: 'halt', since: '2026-01-01T00:00:00.000Z', cause: 'kill switch engaged', killId: 'k1' };

interface Asked {
  verb: Ask['verb'];
  atMs: number;
  cancelled: boolean;
  answer: (is: Seen['is']) => Promise<unknown>;
}

function desk() {
  const asked: Asked[] = [];
  const rows: BotEvent[] = [];
  const order = { killId: null, brokerSettled: true };
  const one = new BotDesk({
    name: 'it',
    config: Bot.parse({ kind: 'command', halt: ['true'], deadline: '10s' }),
    helper: {
      ask(_bot, { verb }) {
        let settle: (seen: Seen) => void = () => undefined;
        const answer = new Promise<Seen>((resolve) => {
          settle = resolve;
        });
        const call: Asked = {
          verb,
          atMs: Date.now(),
          cancelled: false,
          answer: (is) => {
            settle({ is, words: is });
            return vi.advanceTimersByTimeAsync(0);
          },
        };
        asked.push(call);
        return {
          answer,
          cancel() {
            call.cancelled = true;
          },
        };
      },
      preflight: async () => ({ status: 'pass', sentence: '', nextAction: '' }),
    },
    clock,
    order: () => ({ ...order }),
    record: (event) => rows.push(event),
    onChange: () => undefined,
  });
  const last = () => asked.at(-1) as Asked;
  return { one, asked, rows, order, last };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(0);
});
afterEach(() => {
  vi.useRealTimers();
});

test('a look that hangs does not stand before a halt, and its late answer counts for nothing', async () => {
  const { one, asked, last } = desk();
  one.start();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map(({ verb }) => verb)).toEqual(['look']);
  one.holdAt(held);
  expect(asked[0]?.cancelled).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(last()).toMatchObject({ verb: 'drive', atMs: 1 });
  await asked[0]?.answer('halted');
  expect(one.state().state).toBe('halting');
  await last().answer('halted');
  expect(one.state().state).toBe('halted');
});

test('it is driven again, at first soon and then every 5 s, for as long as it is not there; failed is told once', async () => {
  const { one, asked, rows, last } = desk();
  one.holdAt(held);
  for (let nowMs = 0; nowMs < 30_000; nowMs += 50) {
    await vi.advanceTimersByTimeAsync(50);
    await last()?.answer('busy');
  }
  const gaps = asked.slice(1).map(({ atMs }, i) => atMs - (asked[i]?.atMs ?? 0));
  expect(gaps.slice(0, 5).every((gap, i) => gap >= 250 * 2 ** i && gap <= 250 * 2 ** i + 100)).toBe(true);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(5_100);
  expect(asked.every(({ verb }) => verb === 'drive')).toBe(true);
  expect(one.state()).toMatchObject({ state: 'failed', wanted: 'halt', words: 'busy' });
  expect(rows).toMatchObject([{ kind: 'BOT_HALT_FAILED', killId: 'k1', data: { bot: 'it', to: 'halt' } }]);
});

test('one that was there and is seen to run is driven again at once', async () => {
  const { one, rows, last } = desk();
  one.holdAt(held);
  await vi.advanceTimersByTimeAsync(1);
  await last().answer('halted');
  await vi.advanceTimersByTimeAsync(15_001);
  expect(last().verb).toBe('look');
  await last().answer('running');
  await vi.advanceTimersByTimeAsync(1);
  expect(last().verb).toBe('drive');
  expect(one.state()).toMatchObject({ state: 'halting', returns: 1 });
  expect(rows.map(({ kind }) => kind)).toEqual(['BOT_HALTED', 'BOT_RETURNED']);
});

test('a hold cuts off the resume that is on its way', async () => {
  const { one, asked, last } = desk();
  one.holdAt({ ...held, to: 'pause' });
  await vi.advanceTimersByTimeAsync(1);
  await last().answer('paused');
  const released = one.release();
  const resume = last();
  expect(resume.verb).toBe('resume');
  one.holdAt(held);
  expect(resume.cancelled).toBe(true);
  await resume.answer('running');
  await released;
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.at(-1)).toMatchObject({ verb: 'drive' });
  expect(one.state()).toMatchObject({ state: 'halting', held });
});

test('one that waits for its broker is driven at once when that has settled', async () => {
  const { one, asked, order, last } = desk();
  order.brokerSettled = false;
  one.holdAt(held);
  await vi.advanceTimersByTimeAsync(1);
  await last().answer('busy');
  one.review();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(1);
  order.brokerSettled = true;
  one.review();
  await vi.advanceTimersByTimeAsync(1);
  expect(asked).toHaveLength(2);
});

test('a resume that fails is said, and stays in sight', async () => {
  const { one, last } = desk();
  one.holdAt(held);
  await vi.advanceTimersByTimeAsync(1);
  await last().answer('halted');
  const released = one.release();
  await last().answer('unreadable');
  expect(await released).toMatchObject({ is: 'unreadable' });
  expect(one.state()).toMatchObject({ state: 'failed', wanted: 'run', held: null });
});

test('after the end it asks nothing more', async () => {
  const { one, asked, last } = desk();
  one.start();
  await vi.advanceTimersByTimeAsync(1);
  one.stop();
  await last().answer('running');
  one.holdAt(held);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
});
