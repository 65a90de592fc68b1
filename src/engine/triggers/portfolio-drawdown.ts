import { type Decimal, decimal } from '../../shared/decimal.ts';
import type { TriggerFacts } from './facts.ts';
import { portfolioOf } from './peak.ts';
import { clear, holds, unknown, type Verdict } from './verdict.ts';

/**
 * The equity of all brokers together against its peak. At the threshold itself it fires. Calculated in decimals: a fraction in
 * binary would miss a threshold that is met to the cent.
 */
export function judgePortfolioDrawdown(threshold: number, { brokers, peak }: TriggerFacts): Verdict {
  const sum = portfolioOf(brokers);
  if (!sum.ok) return unknown(sum.why);
  const { equity, currency } = sum.portfolio;
  if (peak === null || peak.currency !== currency) return unknown('there is no peak yet to measure from');
  if (decimal.sign(peak.value) <= 0) {
    return decimal.sign(equity) < 0 ? holds(`equity ${equity} ${currency} is below zero`) : clear('no equity');
  }
  const lost = decimal.minus(peak.value, equity);
  const limit = decimal.of(threshold);
  const places = Math.max(1, placesOf(decimal.times(limit, '100')));
  const drawdown = percent(decimal.over(lost, peak.value), places);
  const bound = percent(limit, places);
  const isReached = decimal.compare(lost, decimal.times(peak.value, limit)) >= 0;
  return isReached ? holds(`drawdown ${drawdown} ≥ ${bound}`) : clear(`drawdown ${drawdown} of ${bound}`);
}

/** Cut off, not rounded: what is still below the bound must not read as if it were at it. */
function percent(fraction: Decimal, places: number): string {
  const step = decimal.over('1', decimal.of(10 ** places));
  return `${Number(decimal.floorTo(decimal.times(fraction, '100'), step)).toFixed(places)} %`;
}

function placesOf(value: Decimal): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.length - point - 1;
}
