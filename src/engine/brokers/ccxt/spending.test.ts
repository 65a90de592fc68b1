import { expect, it } from 'vitest';
import type { CcxtExchange } from './library.ts';
import { ccxtLimits } from './limits.ts';
import { Spending } from './spending.ts';
import { binance } from './venues/binance.ts';

const origin = 'https://api.binance.com';
const exchange = { id: 'binance', urls: { api: { public: `${origin}/api/v3` } } } as unknown as CcxtExchange;

/** Spot at Binance, which allows 6,000 a minute and tells in each answer how much of it is used. */
function rig() {
  const clock = { nowMs: 1_000, wallMs: () => 1_700_000_000_000, monotonicMs: () => clock.nowMs };
  const spending = new Spending(binance, ['spot'], clock);
  const [section] = spending.sections;
  if (!section) throw new Error('no section');
  /** Sends something; `hear` takes the answer's count, and `over` ends it. */
  const send = (weight: number) => {
    const over = spending.count(section, 'close', weight);
    const told = spending.sent(origin, exchange);
    const hear = (used: number, status = 200, more: Readonly<Record<string, string>> = {}) => {
      const headers = { 'x-mbx-used-weight-1m': String(used), date: 'Tue, 14 Nov 2023 22:13:20 GMT', ...more };
      told({ status, header: (name) => new Map(Object.entries(headers)).get(name) });
    };
    return { hear, over };
  };
  const waitMs = (weight: number) => section.spending.waitMs('cancel', weight);
  const mayPing = () => spending.mayPing(origin, exchange);
  return { clock, send, waitMs, mayPing };
}

it('takes off what remains what the venue may not have counted yet: answers overtake each other', () => {
  const { send, waitMs } = rig();
  const [slow, quick] = [send(10), send(1)];
  // Others have spent the rest, and of ours only the quick one is among it.
  quick.hear(5_990);
  quick.over();
  expect(waitMs(1)).toBeGreaterThan(0);
  slow.hear(6_000);
  slow.over();
  expect(waitMs(1)).toBeGreaterThan(0);
});

it('takes nothing off twice once all is answered', () => {
  const { send, waitMs } = rig();
  const [first, second] = [send(10), send(10)];
  first.hear(5_000);
  first.over();
  second.hear(5_010);
  second.over();
  expect([waitMs(990), waitMs(991) > 0]).toEqual([0, true]);
});

it('counts the time that has passed since an answer when it is taken in', () => {
  const { clock, send, waitMs } = rig();
  const slow = send(100);
  slow.hear(6_000);
  clock.nowMs += 5_000;
  slow.over();
  // The answer was given 20 s after a full minute.
  expect(waitMs(1)).toBe(40_000 + ccxtLimits.resetMarginMs - 5_000);
});

it('pauses for as long as an answer names that refuses for one too many', () => {
  const { send, waitMs } = rig();
  send(1).hear(1, 429, { 'retry-after': '7' });
  expect(waitMs(1)).toBe(7_000);
});

it('asks for nothing that only keeps a connection open while the venue wants to be left alone', () => {
  const { clock, send, mayPing } = rig();
  expect(mayPing()).toBe(true);
  send(1).hear(1, 418, { 'retry-after': '7' });
  expect(mayPing()).toBe(false);
  clock.nowMs += 7_000;
  expect(mayPing()).toBe(true);
});
