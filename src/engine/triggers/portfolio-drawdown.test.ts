import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decimal } from '../../shared/decimal.ts';
import { evaluate } from './evaluate.ts';
import type { BrokerFacts } from './facts.ts';
import { blind, broker, factsOf } from './fixture.ts';
import { followPeak, type Peak, peakAt, portfolioOf } from './peak.ts';

function judge(brokers: BrokerFacts[], peak: Peak | null, threshold = 0.25) {
  return evaluate({ event: 'PortfolioDrawdown', threshold }, { ...factsOf(...brokers), peak });
}

function peakOf(...brokers: BrokerFacts[]): Peak {
  const sum = portfolioOf(brokers);
  if (!sum.ok) throw new Error(sum.why);
  return peakAt(sum.portfolio);
}

/** The peak after a history of readings. */
function followed(...history: BrokerFacts[][]): Peak {
  return history.reduce<Peak | null>((peak, brokers) => {
    const sum = portfolioOf(brokers);
    if (!sum.ok) throw new Error(sum.why);
    return peak ? followPeak(peak, sum.portfolio) : peakAt(sum.portfolio);
  }, null) as Peak;
}

const at = (equity: string, netTransfers?: string) =>
  broker({ equity, ...(netTransfers !== undefined && { netTransfers }) });

describe('the drawdown', () => {
  test.each([
    ['70000', 0.25, 'holds', 'drawdown 30.0 % ≥ 25.0 %'],
    ['80000', 0.25, 'clear', 'drawdown 20.0 % of 25.0 %'],
    ['75000', 0.25, 'holds', 'drawdown 25.0 % ≥ 25.0 %'],
    ['75000.01', 0.25, 'clear', 'drawdown 24.9 % of 25.0 %'],
    ['70000', 0.3, 'holds', 'drawdown 30.0 % ≥ 30.0 %'],
    ['70000.000001', 0.3, 'clear', 'drawdown 29.9 % of 30.0 %'],
    ['87500', 0.1255, 'clear', 'drawdown 12.50 % of 12.55 %'],
    ['100000', 0.25, 'clear', 'drawdown 0.0 % of 25.0 %'],
    ['-5000', 0.25, 'holds', 'drawdown 105.0 % ≥ 25.0 %'],
  ])('at an equity of %s of a peak of 100000, threshold %d: %s', (equity, threshold, state, words) => {
    expect(judge([at(equity)], peakOf(at('100000')), threshold)).toEqual({ state, words });
  });

  test.each(blind)('is unknown while a broker is %s, whatever the others say', (_what, facts, why) => {
    const other = broker({ equity: '1' }, { name: 'other' });
    const peak = peakOf(at('100000'), other);
    expect(judge([other, broker({ equity: '1' }, facts)], peak)).toEqual({ state: 'unknown', words: why });
  });

  it('is unknown where the accounts are in two currencies, and before there is a peak', () => {
    const euros = broker({ currency: 'EUR' }, { name: 'eu' });
    const peak = peakOf(at('1000000'));
    expect(judge([at('1'), euros], peak)).toEqual({
      state: 'unknown',
      words: 'the accounts are in USD and EUR: no sum',
    });
    expect(judge([at('1')], null).state).toBe('unknown');
    expect(judge([euros], peak).state).toBe('unknown');
  });

  it('of an empty account is none, and of one in debt is one', () => {
    expect(judge([at('0')], peakOf(at('0')))).toEqual({ state: 'clear', words: 'no equity' });
    expect(judge([at('-1')], peakOf(at('0'))).state).toBe('holds');
  });
});

describe('the peak', () => {
  it('follows gains, and nothing else', () => {
    expect(followed([at('100')], [at('130')], [at('90')], [at('120')]).value).toBe('130');
  });

  it('takes no deposit for a gain and no withdrawal for a loss', () => {
    const deposited = followed([at('100000', '0')], [at('150000', '50000')]);
    expect(deposited.value).toBe('150000');
    expect(judge([at('150000', '50000')], deposited).words).toBe('drawdown 0.0 % of 25.0 %');
    const withdrawn = followed([at('100000', '0')], [at('150000', '50000')], [at('100000', '0')]);
    expect(withdrawn.value).toBe('100000');
  });

  it('keeps the drawdown in percent across a transfer', () => {
    // 20 % below the peak, then half of what is left goes: with the peak only lowered by the amount it would be 33 %.
    const peak = followed([at('100000', '0')], [at('80000', '0')], [at('40000', '-40000')]);
    expect(judge([at('40000', '-40000')], peak).words).toBe('drawdown 20.0 % of 25.0 %');
  });

  it('lets everything be withdrawn, and begins with what comes in then', () => {
    const emptied = followed([at('100000', '0')], [at('0', '-100000')]);
    expect(judge([at('0', '-100000')], emptied).state).toBe('clear');
    expect(followPeak(emptied, { ...portfolio('500', '-99500') }).value).toBe('500');
  });

  it('counts a transfer once, also when the venue leaves its sum out in between', () => {
    const history = [[at('100', '0')], [at('150', '50')], [at('150')], [at('150', '50')]];
    expect(followed(...history).value).toBe('150');
  });

  it('takes an account that joins or leaves for money paid in or out', () => {
    const second = broker({ equity: '50' }, { name: 'second' });
    const joined = followed([at('100')], [at('100'), second]);
    expect(joined.value).toBe('150');
    // 20 % below the peak before it joined, and after.
    expect(followed([at('100')], [at('80')], [at('80'), second]).value).toBe('162.5');
    expect(followed([at('100')], [at('100'), second], [at('100')]).value).toBe('100');
    expect(judge([at('70'), second], joined, 0.2)).toMatchObject({ state: 'holds' });
  });

  it('begins anew in another currency', () => {
    const euros = broker({ currency: 'EUR', equity: '50' });
    expect(followed([at('100')], [euros])).toMatchObject({ value: '50', currency: 'EUR' });
  });

  const cents = (max: number) => fc.integer({ min: 1, max }).map((amount) => decimal.of(amount / 100));
  it('never lies below the equity, and a transfer alone never moves the drawdown', () => {
    fc.assert(
      fc.property(cents(1e9), cents(1e9), cents(1e9), fc.boolean(), (first, equity, amount, isDeposit) => {
        const before = followed([at(first, '0')], [at(equity, '0')]);
        expect(decimal.compare(before.value, equity)).toBeGreaterThanOrEqual(0);
        const flow = isDeposit ? amount : decimal.negate(decimal.min(amount, decimal.over(equity, '2')));
        const moved = decimal.plus(equity, flow);
        const after = followPeak(before, portfolio(moved, flow));
        const share = (of: string, peak: string) => decimal.toNumber(decimal.over(of, peak));
        expect(share(moved, after.value)).toBeCloseTo(share(equity, before.value), 6);
      }),
    );
  });
});

function portfolio(equity: string, netTransfers: string) {
  const sum = portfolioOf([at(equity, netTransfers)]);
  if (!sum.ok) throw new Error(sum.why);
  return sum.portfolio;
}
