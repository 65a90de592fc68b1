import { expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import type { Connection, Reply } from './connection.ts';
import { ccxtLimits } from './limits.ts';
import { Prices } from './prices.ts';
import type { ActiveSection } from './spending.ts';

const section = { mark: '', weights: { prices: 1 } } as ActiveSection;
const tickers = { kind: 'answer', value: { 'BTC/USDT': { last: '60000' } } } as const;
const silent = { kind: 'silence', words: 'no answer' } as const;

function rig() {
  const clock = { nowMs: 0, wallMs: systemClock.wallMs, monotonicMs: () => clock.nowMs };
  const world: { asked: number; answer: Promise<Reply<unknown>> } = { asked: 0, answer: Promise.resolve(tickers) };
  const send = () => {
    world.asked += 1;
    return world.answer;
  };
  const prices = new Prices({ send: send as Connection['send'] }, clock);
  const read = async () => {
    const found = await prices.of(section, ['BTC/USDT']);
    return found.ok ? (found.value.get('BTC/USDT') ?? null) : found.words;
  };
  return { clock, world, read };
}

it('does with older prices where newer ones do not come, and asks for them once at a time', async () => {
  const { clock, world, read } = rig();
  expect(await read()).toBe('60000');
  clock.nowMs += ccxtLimits.pricesKeptMs;
  world.answer = new Promise(() => undefined);
  expect([await read(), await read()]).toEqual(['60000', '60000']);
  expect(world.asked).toBe(2);
});

it('makes the first readings fail without prices, and no more than a few', async () => {
  const { world, read } = rig();
  world.answer = Promise.resolve(silent);
  const found: unknown[] = [];
  for (let nth = 0; nth <= ccxtLimits.pricesTries; nth++) found.push(await read());
  expect(found.map((price) => price === null)).toEqual([false, false, true, true]);
});
