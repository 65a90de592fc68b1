import { describe, expect, it, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { blind, broker, factsOf } from './fixture.ts';

const pause = { event: 'CompliancePause' } as const;
const compliance = { reason: 'restricted list', at: '2026-11-21T00:00:00.000Z' };

describe('a compliance pause', () => {
  it('holds on a call, whatever becomes of the brokers', () => {
    const facts = { ...factsOf(broker({}, { trouble: 'down' })), compliance };
    expect(evaluate(pause, facts)).toEqual({ state: 'holds', words: 'paused by compliance: restricted list' });
  });

  it('holds when a broker keeps the account from trading', () => {
    const facts = factsOf(broker({ blocked: null }), broker({ blocked: 'account under review' }, { name: 'second' }));
    expect(evaluate(pause, facts)).toEqual({ state: 'holds', words: 'second is blocked: account under review' });
    expect(evaluate(pause, factsOf(broker({ blocked: null }))).state).toBe('clear');
  });

  test.each(blind)('is unknown while a broker is %s', (_what, facts, words) => {
    expect(evaluate(pause, factsOf(broker({ blocked: 'an old block' }, facts)))).toEqual({ state: 'unknown', words });
  });
});
