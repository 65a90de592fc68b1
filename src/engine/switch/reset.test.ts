import { describe, expect, it } from 'vitest';
import { applyLatchEvent, initialSwitch } from './latch.ts';
import { type ResetCase, resetObstacles, resetToken } from './reset.ts';

const at = '2026-11-21T00:00:00.000Z';
const fired = { kind: 'KILL_FIRED', source: 'cli', killId: 'k', reason: 'r', data: { from: 'test' }, at } as const;
const settled = { flat: true, elapsedMs: 1, residuals: [] };
const killed = applyLatchEvent(applyLatchEvent(initialSwitch(at), fired), {
  kind: 'KILL_SETTLED',
  source: 'engine',
  killId: 'k',
  data: settled,
  at,
});
const asked: ResetCase = {
  state: killed,
  began: resetToken(killed),
  acceptResiduals: [],
  residualsNow: [],
  triggers: [],
  acknowledgeTriggers: [],
  switches: [],
};
const drawdown = { name: 'PortfolioDrawdown', words: 'drawdown 30.0 % ≥ 25.0 %' };
const marginCall = { name: 'MarginCall', words: 'main: equity 1 is below 2' };

describe('a reset', () => {
  it('is refused while a trigger holds that is not acknowledged by its name', () => {
    expect(resetObstacles(asked)).toEqual([]);
    const against = resetObstacles({ ...asked, triggers: [drawdown, marginCall], acknowledgeTriggers: ['MarginCall'] });
    expect(against).toEqual([
      {
        code: 'trigger',
        message: 'The condition of PortfolioDrawdown still holds: drawdown 30.0 % ≥ 25.0 %.',
        acknowledge: 'PortfolioDrawdown',
      },
    ]);
  });

  it('that acknowledges them all is granted, and one that acknowledges what does not hold is none the worse', () => {
    const acknowledgeTriggers = ['PortfolioDrawdown', 'MarginCall', 'CompliancePause'];
    expect(resetObstacles({ ...asked, triggers: [drawdown, marginCall], acknowledgeTriggers })).toEqual([]);
  });

  it('says what is left in words for people, and takes each by its name alone', () => {
    const left = { broker: 'main', outcome: 'unknown', words: 'no answer' } as const;
    const residualsNow = [
      { ...left, symbol: '*', quantity: null, accept: 'main/*@unknown' },
      { ...left, symbol: 'X', quantity: null, accept: 'main/X@unknown' },
      { ...left, symbol: 'X', quantity: '5', accept: 'main/X@5' },
      { ...left, symbol: 'X', quantity: '5', orderId: '7', accept: 'main/X#7@5' },
    ];
    expect(resetObstacles({ ...asked, residualsNow }).map(({ message }) => message)).toEqual([
      "main can't be read: no answer",
      'main: what became of a close of X is not known (no answer)',
      'main: 5 X is still held (no answer)',
      'main: order 7 for 5 X is still open (no answer)',
    ]);
    const acceptResiduals = ['main/*@unknown', 'main/X@unknown', 'main/X@5'];
    expect(resetObstacles({ ...asked, residualsNow, acceptResiduals })).toMatchObject([{ accept: 'main/X#7@5' }]);
  });

  it('does not let an acknowledgement stand for anything else', () => {
    const switches = [{ code: 'switch' as const, message: 'the desk button is thrown' }];
    const acknowledgeTriggers = ['PortfolioDrawdown'];
    expect(resetObstacles({ ...asked, triggers: [drawdown], acknowledgeTriggers, switches })).toEqual(switches);
  });
});
