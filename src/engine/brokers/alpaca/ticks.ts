import type { Decimal } from '../../../shared/decimal.ts';

/** Stocks are quoted in cents, and below a dollar in hundredths of one; Alpaca refuses what is finer. */
export function stockTick(price: Decimal): Decimal {
  return Number(price) >= 1 ? '0.01' : '0.0001';
}

/**
 * Pairs have increments of their own, which would cost a request each. Five figures are coarser than any of them, and move the price
 * by a ten-thousandth at most.
 */
export function cryptoTick(price: Decimal): Decimal {
  const places = 4 - Math.floor(Math.log10(Number(price)));
  return places <= 0 ? `1${'0'.repeat(-places)}` : `0.${'0'.repeat(places - 1)}1`;
}
