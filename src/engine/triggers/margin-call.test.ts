import { describe, expect, it, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { blind, broker, factsOf } from './fixture.ts';

const marginCall = { event: 'MarginCall' } as const;
const called = broker({ marginCall: 'equity 1 is below 2' }, { name: 'called' });
const quiet = broker({ marginCall: null }, { name: 'quiet' });
const mute = broker({}, { name: 'mute' });

describe('a margin call', () => {
  it('holds when a broker says so, in its words', () => {
    expect(evaluate(marginCall, factsOf(quiet, called))).toEqual({
      state: 'holds',
      words: 'called: equity 1 is below 2',
    });
    expect(evaluate(marginCall, factsOf(quiet, mute)).state).toBe('clear');
  });

  it('is unknown where no broker would tell', () => {
    expect(evaluate(marginCall, factsOf(mute))).toEqual({ state: 'unknown', words: 'no broker tells of margin calls' });
  });

  test.each(blind)('is unknown while a broker is %s, unless another makes one', (_what, facts, words) => {
    const main = broker({ marginCall: 'an old one' }, facts);
    expect(evaluate(marginCall, factsOf(main, quiet))).toEqual({ state: 'unknown', words });
    expect(evaluate(marginCall, factsOf(main, called)).state).toBe('holds');
  });
});
