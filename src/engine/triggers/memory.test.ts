import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HeldCondition, step } from './memory.ts';
import { clear, holds, unknown, type Verdict } from './verdict.ts';

const now = '2026-11-21T00:00:00.000Z';
const verdicts = { holds: holds('w'), clear: clear('fine'), unknown: unknown('unread') };

/** What a history of verdicts fires and says; `killed` while a kill is engaged. */
function run(...history: [keyof typeof verdicts, 'armed' | 'killed'][]) {
  let held: HeldCondition | null = null;
  return history.map(([state, at]) => {
    const next = step(held, verdicts[state], at === 'killed', now);
    held = next.held;
    return [next.fires ? 'fires' : '', next.news ?? ''].join(' ').trim();
  });
}

describe('a condition', () => {
  it('fires once when it rises, and again only after having been false', () => {
    const history = run(['holds', 'armed'], ['holds', 'killed'], ['holds', 'armed'], ['clear', 'armed']);
    expect(history).toEqual(['fires risen', '', '', 'cleared']);
    expect(run(['holds', 'armed'], ['clear', 'killed'], ['holds', 'armed'])).toEqual([
      'fires risen',
      'cleared',
      'fires risen',
    ]);
  });

  it('that rises during a kill fires when the switch is armed again, unless it is spent or over', () => {
    expect(run(['holds', 'killed'], ['holds', 'killed'], ['holds', 'armed'])).toEqual(['risen', '', 'fires']);
    expect(run(['holds', 'killed'], ['clear', 'killed'], ['clear', 'armed'])).toEqual(['risen', 'cleared', '']);
    const spent = { since: now, words: 'w', spent: true };
    expect(step(spent, verdicts.holds, false, now)).toEqual({ held: spent, news: null, fires: false });
  });

  it("that can't be judged stays as it was, and does not fire", () => {
    expect(run(['unknown', 'armed'], ['holds', 'armed'])).toEqual(['', 'fires risen']);
    expect(run(['holds', 'armed'], ['unknown', 'armed'], ['holds', 'armed'])).toEqual(['fires risen', '', '']);
    expect(run(['holds', 'killed'], ['unknown', 'armed'], ['holds', 'armed'])).toEqual(['risen', '', 'fires']);
  });

  it('keeps its latest numbers', () => {
    const first = step(null, holds('drawdown 30 %'), false, now).held;
    expect(step(first, holds('drawdown 31 %'), true, now).held).toMatchObject({ words: 'drawdown 31 %', since: now });
    expect(step(first, unknown('unread'), true, now).held?.words).toBe('drawdown 30 %');
  });

  it('over random histories: between two firings it has been false, and it never fires into a kill', () => {
    const moment = fc.tuple(fc.constantFrom<Verdict>(...Object.values(verdicts)), fc.boolean());
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 60 }), (history) => {
        let held: HeldCondition | null = null;
        let mayFire = true;
        for (const [verdict, engaged] of history) {
          const { fires, held: next } = step(held, verdict, engaged, now);
          held = next;
          expect(fires).toBe(verdict.state === 'holds' && !engaged && mayFire);
          if (fires) mayFire = false;
          if (verdict.state === 'clear') mayFire = true;
        }
      }),
    );
  });
});
