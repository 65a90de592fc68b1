import { expect, it } from 'vitest';
import type { Read } from './broker.ts';
import { MoneyBeside } from './money-beside.ts';

const limits = { moneyKeptMs: 15_000, moneyWaitMs: 10 };
const rich = { ok: true, value: '100' } as const;
const failed = { ok: false, words: 'HTTP 500' } as const;

function rig() {
  const clock = { nowMs: 0, monotonicMs: () => clock.nowMs };
  const money = new MoneyBeside<string>(clock, limits);
  const answers: ((read: Read<string>) => void)[] = [];
  const ask = () => money.ask(() => new Promise((resolve) => answers.push(resolve)));
  return { clock, money, answers, ask };
}

it('tells what the question brought, to a reading that came before the answer', async () => {
  const { money, answers, ask } = rig();
  ask();
  const told = money.told(false);
  answers[0]?.(rich);
  expect(await told).toEqual(rich);
});

it('does with what was told before, for so long', async () => {
  const { clock, money } = rig();
  money.ask(async () => rich);
  await money.told(false);
  money.ask(async () => failed);
  clock.nowMs += limits.moneyKeptMs - 1;
  expect(await money.told(false)).toEqual(rich);
  clock.nowMs += 1;
  expect(await money.told(false)).toEqual(failed);
});

it('keeps no kill waiting, and asks once at a time', async () => {
  const { money, answers, ask } = rig();
  ask();
  expect(await money.told(true)).toEqual({ ok: false, words: 'no answer yet' });
  ask();
  expect(answers).toHaveLength(1);
  answers[0]?.(rich);
  expect(await money.told(true)).toEqual(rich);
  expect(money.underWay()).toBe(null);
});
