import * as z from 'zod';
import { Decimal, decimal } from '../../shared/decimal.ts';
import { type BrokerFacts, freshBook, untold } from './facts.ts';

/** Money is kept to this many places: finer than any account's currency. */
const moneyPlaces = 8;

const Share = z.object({ equity: Decimal, netTransfers: Decimal.nullable() });
type Share = z.infer<typeof Share>;

/**
 * The highest equity of all brokers together, in terms of what is in the accounts now. `shares` is what the brokers held when it
 * was last brought up to date: by these, money that is paid in or out is told from a gain or a loss.
 */
export const Peak = z.object({ value: Decimal, currency: z.string(), shares: z.record(z.string(), Share) });
export type Peak = z.infer<typeof Peak>;

/** All brokers together at one moment. */
export interface Portfolio {
  equity: Decimal;
  currency: string;
  shares: Record<string, Share>;
}

/** The brokers added up; only of fresh readings of every one of them, and of one currency. */
export function portfolioOf(
  brokers: readonly BrokerFacts[],
): { ok: true; portfolio: Portfolio } | { ok: false; why: string } {
  const shares: Record<string, Share> = {};
  const currencies = new Set<string>();
  let equity: Decimal = '0';
  for (const broker of brokers) {
    const fresh = freshBook(broker);
    if (!fresh.ok) return fresh;
    const { book } = fresh;
    if (book.equity === null || book.currency === null) return { ok: false, why: untold(broker.name, book) };
    currencies.add(book.currency);
    equity = decimal.plus(equity, book.equity);
    shares[broker.name] = { equity: book.equity, netTransfers: book.netTransfers ?? null };
  }
  const [currency = '', ...others] = currencies;
  if (others.length > 0) return { ok: false, why: `the accounts are in ${[...currencies].join(' and ')}: no sum` };
  return { ok: true, portfolio: { equity, currency, shares } };
}

/** A peak that begins at what there is now. */
export function peakAt({ equity, currency, shares }: Portfolio): Peak {
  return { value: equity, currency, shares };
}

/**
 * The peak, one reading later. Money paid in or out scales it as it scales the equity, so that the drawdown in percent is the same
 * before and after: the price of a share of the account, as a fund would count it. A broker that joins is money paid in, one that
 * has left is money paid out.
 */
export function followPeak(peak: Peak, portfolio: Portfolio): Peak {
  const { equity, currency, shares } = portfolio;
  if (peak.currency !== currency) return peakAt(portfolio);
  const scaled = scale(peak.value, equity, flowBetween(peak.shares, shares));
  const value = decimal.compare(equity, scaled) > 0 ? equity : scaled;
  return { value, currency, shares: keepTransfers(peak.shares, shares) };
}

function scale(peak: Decimal, equity: Decimal, flow: Decimal): Decimal {
  if (decimal.isZero(flow)) return peak;
  const before = decimal.minus(equity, flow);
  if (decimal.sign(before) > 0 && decimal.sign(equity) > 0) {
    return decimal.round(decimal.over(decimal.times(peak, equity), before), moneyPlaces);
  }
  // An account that was, or is now, empty or in debt has no proportion to keep.
  const moved = decimal.plus(peak, flow);
  return decimal.sign(moved) > 0 ? moved : '0';
}

/** What was paid in between two moments, less what was paid out. */
function flowBetween(before: Readonly<Record<string, Share>>, now: Readonly<Record<string, Share>>): Decimal {
  let flow: Decimal = '0';
  for (const [name, share] of Object.entries(now)) {
    const known = before[name];
    if (!known) flow = decimal.plus(flow, share.equity);
    else if (share.netTransfers !== null && known.netTransfers !== null) {
      flow = decimal.plus(flow, decimal.minus(share.netTransfers, known.netTransfers));
    }
  }
  for (const [name, { equity }] of Object.entries(before)) {
    if (!(name in now)) flow = decimal.minus(flow, equity);
  }
  return flow;
}

/** A venue that leaves its sum out once must not make the next one look like a transfer of everything. */
function keepTransfers(before: Readonly<Record<string, Share>>, now: Record<string, Share>): Record<string, Share> {
  const entries = Object.entries(now).map(([name, { equity, netTransfers }]): [string, Share] => [
    name,
    { equity, netTransfers: netTransfers ?? before[name]?.netTransfers ?? null },
  ]);
  return Object.fromEntries(entries);
}
