import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { decimalAtStep } from './digits.ts';
import { streamOf, unitAt } from './random.ts';
import type { Instrument } from './types.ts';

/** Prices move once a second. */
export const tickMs = 1_000;

export interface Quote {
  symbol: string;
  bid: Decimal;
  ask: Decimal;
  last: Decimal;
}

/**
 * Noise of growing period and size, laid over each other: it looks like a walk and never leaves ±2 %, so that only a shock
 * reaches orders that rest further away. Each amplitude is a fraction of the price.
 */
const octaves = [
  { periodTicks: 3, amplitude: 0.0003 },
  { periodTicks: 23, amplitude: 0.0012 },
  { periodTicks: 181, amplitude: 0.0035 },
  { periodTicks: 1_409, amplitude: 0.006 },
  { periodTicks: 11_003, amplitude: 0.009 },
] as const;

export const walkAmplitude = 0.02;

/**
 * The quote of an instrument as a function of the seed, the time and the level (the product of all shocks) alone: nothing is
 * stored by the second, and the price after a restart is the one that would have been. The spread is one tick.
 */
export function quoteAt(instrument: Instrument, seed: number, atMs: number, level: Decimal): Quote {
  const { symbol, basePrice, tickSize } = instrument;
  const raw = Number(basePrice) * Number(level) * (1 + walk(seed, streamOf(symbol), atMs));
  const last = decimalAtStep(Math.max(raw, Number(tickSize)), tickSize);
  return { symbol, bid: last, ask: decimal.plus(last, tickSize), last };
}

/** A fraction of the price, within ±`walkAmplitude`. Only +, − and ×, so that every machine gets the same bits. */
function walk(seed: number, stream: number, atMs: number): number {
  const tick = Math.floor(atMs / tickMs);
  let sum = 0;
  for (const [index, { periodTicks, amplitude }] of octaves.entries()) {
    const cell = Math.floor(tick / periodTicks);
    const within = (tick - cell * periodTicks) / periodTicks;
    const from = unitAt(seed, stream + index, cell);
    const to = unitAt(seed, stream + index, cell + 1);
    const eased = within * within * (3 - 2 * within);
    sum += amplitude * (2 * (from + (to - from) * eased) - 1);
  }
  return sum;
}
