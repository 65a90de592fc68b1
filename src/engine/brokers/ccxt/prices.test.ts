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
  const read = async (isKill = false) => {
    const { known, trouble } = await prices.of(section, ['BTC/USDT'], isKill);
    return trouble ?? known.get('BTC/USDT') ?? null;
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

it('calls none of them known for long when no newer ones come', async () => {
  const { clock, world, read } = rig();
  expect(await read()).toBe('60000');
  world.answer = Promise.resolve(silent);
  clock.nowMs += ccxtLimits.moneyKeptMs - 1;
  expect(await read()).toBe('60000');
  clock.nowMs += 1;
  expect(await read()).toBe('no answer');
  world.answer = Promise.resolve(tickers);
  expect(await read()).toBe('60000');
});

it('says why there are none as long as none have come, and that a market has none when it has', async () => {
  const { world, read } = rig();
  world.answer = Promise.resolve(silent);
  expect([await read(), await read()]).toEqual(['no answer', 'no answer']);
  world.answer = Promise.resolve({ kind: 'answer', value: {} });
  expect(await read()).toBe(null);
});

it('keeps no kill waiting for the first ones', async () => {
  const { world, read } = rig();
  world.answer = new Promise(() => undefined);
  expect([await read(true), await read(true)]).toEqual(['no answer yet', 'no answer yet']);
  expect(world.asked).toBe(1);
});
