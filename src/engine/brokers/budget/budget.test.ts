import { describe, expect, it } from 'vitest';
import { alpacaLimits } from '../alpaca/limits.ts';
import { Budget } from './budget.ts';

const { perWindow, heldForCommands, heldForReadings, afterCommandMs, windowMs } = alpacaLimits;

function rig() {
  const clock = { nowMs: 1_000, monotonicMs: () => clock.nowMs };
  const budget = new Budget(clock, alpacaLimits);
  const send = (count: number) => {
    for (let nth = 0; nth < count; nth++) budget.count('look_up');
  };
  /** Sends so many, and has them answered. */
  const ask = (count: number) => {
    for (let nth = 0; nth < count; nth++) budget.count('look_up')();
  };
  return { clock, budget, send, ask };
}

describe('the budget of requests', () => {
  it('holds back a part for commands, a smaller one for readings, and nothing from cancels', () => {
    const { budget, send } = rig();
    send(perWindow - heldForCommands - 3);
    expect(budget.waitMs('reading', 3)).toBe(0);
    expect(budget.waitMs('reading', 4)).toBeGreaterThan(0);
    send(heldForCommands + 3 - heldForReadings - 1);
    expect(budget.waitMs('close')).toBe(0);
    send(1);
    expect(budget.waitMs('close')).toBeGreaterThan(0);
    expect(budget.waitMs('cancel')).toBe(0);
    send(heldForReadings);
    expect(budget.waitMs('cancel')).toBeGreaterThan(0);
  });

  it('holds nothing back from readings while there is a kill', () => {
    const { budget, send, clock } = rig();
    send(perWindow - 4);
    expect(budget.waitMs('reading', 3)).toBeGreaterThan(0);
    budget.count('cancel');
    expect(budget.waitMs('reading', 3)).toBe(0);
    clock.nowMs += afterCommandMs;
    expect(budget.waitMs('reading', 3)).toBeGreaterThan(0);
  });

  it('leaves what is held back for a kill to the reading that its first close waits for, before any command', () => {
    const { budget, send, clock } = rig();
    send(perWindow - 4);
    expect(budget.isKill()).toBe(false);
    budget.noteKill();
    expect([budget.isKill(), budget.waitMs('reading', 3)]).toEqual([true, 0]);
    clock.nowMs += afterCommandMs;
    expect(budget.waitMs('reading', 3)).toBeGreaterThan(0);
  });

  it('frees, after a minute, what was spent', () => {
    const { budget, send, clock } = rig();
    send(perWindow);
    clock.nowMs += 20_000;
    expect(budget.waitMs('cancel')).toBe(windowMs - 20_000);
    clock.nowMs += windowMs - 20_000 + 1;
    expect(budget.waitMs('reading', 3)).toBe(0);
  });

  it('waits for what is still counted, not for what is long free', () => {
    const { budget, send, clock } = rig();
    send(1);
    budget.count('look_up', 0);
    clock.nowMs += windowMs;
    budget.count('look_up', 0);
    clock.nowMs += 1;
    budget.count('look_up', perWindow)();
    clock.nowMs += 5_000;
    expect(budget.waitMs('cancel')).toBe(windowMs - 5_000);
  });

  it('believes the venue, which counts other clients too, until the end of its minute', () => {
    const { budget, send, ask, clock } = rig();
    ask(1);
    budget.hear({ perWindow: 200, remaining: 2, resetInMs: 30_000 });
    send(1);
    expect(budget.waitMs('cancel')).toBe(0);
    send(1);
    expect(budget.waitMs('cancel')).toBe(30_000);
    clock.nowMs += 30_000;
    expect(budget.waitMs('reading', 3)).toBe(0);
  });

  it('believes the least of what the answers of one window say, in whichever order they come', () => {
    const { budget, ask } = rig();
    ask(2);
    budget.hear({ perWindow: 200, remaining: 0, resetInMs: 30_000 });
    budget.hear({ perWindow: 200, remaining: 199, resetInMs: 30_000 });
    expect(budget.waitMs('cancel')).toBe(30_000);
    ask(1);
    budget.hear({ perWindow: 200, remaining: 199, resetInMs: 60_000 });
    expect(budget.waitMs('cancel')).toBe(0);
  });

  it('takes what is unanswered off what remains, and nothing more when the answers have overtaken each other', () => {
    const { budget } = rig();
    const answered = Array.from({ length: 100 }, () => budget.count('look_up'));
    for (const answer of answered.slice(0, 1)) answer();
    budget.hear({ perWindow: 200, remaining: 150, resetInMs: 30_000 });
    expect(budget.waitMs('cancel', 51)).toBe(0);
    expect(budget.waitMs('cancel', 52)).toBeGreaterThan(0);
    for (const answer of answered.slice(1, 99)) answer();
    budget.hear({ perWindow: 200, remaining: 100, resetInMs: 30_000 });
    for (const answer of answered.slice(99)) answer();
    budget.hear({ perWindow: 200, remaining: 140, resetInMs: 30_000 });
    expect(budget.waitMs('cancel', 100)).toBe(0);
    expect(budget.waitMs('cancel', 101)).toBeGreaterThan(0);
  });

  it('takes a higher allowance at the venue’s word', () => {
    const { budget, send, ask, clock } = rig();
    ask(1);
    budget.hear({ perWindow: 1_000, remaining: 999, resetInMs: 10_000 });
    clock.nowMs += 10_000;
    send(900);
    expect(budget.waitMs('close')).toBe(0);
  });

  it('stands still after a refusal, for everything', () => {
    const { budget, clock } = rig();
    budget.pause(5_000);
    expect(budget.waitMs('cancel')).toBe(5_000);
    clock.nowMs += 5_000;
    expect(budget.waitMs('cancel')).toBe(0);
  });
});
