import { type Decimal, decimal } from '../../../shared/decimal.ts';
import type { Position } from '../broker.ts';
import { cashMarket, symbolOf } from './instruments.ts';
import type { CcxtBalances, CcxtExchange } from './library.ts';
import type { ActiveSection } from './spending.ts';
import type { Balances } from './venues/venue.ts';

export interface WalletRules {
  cash: readonly string[];
  keep: Readonly<Record<string, Decimal>>;
}

/** One currency of a wallet. */
interface Coin {
  currency: string;
  /** With what orders hold, less what is borrowed; negative: owed. */
  quantity: Decimal;
  /** For how much of it there is to sell, or to buy back. */
  open: Decimal;
  /** In the name of the market where it is sold, or the currency's own when there is none. */
  symbol: string;
  hasMarket: boolean;
}

export interface Wallet {
  coins: Coin[];
  /** Currencies of which orders hold a part. */
  held: ReadonlySet<string>;
}

/** A wallet as positions: what is neither money nor kept is to be sold, what is owed to be bought back. */
export function walletOf(
  exchange: CcxtExchange,
  section: ActiveSection,
  { isForSale, amounts }: Balances,
  balances: CcxtBalances,
  { cash, keep }: WalletRules,
): Wallet {
  const coins = Object.entries(amounts?.(balances) ?? owned(balances)).flatMap(([currency, quantity]): Coin[] => {
    if (decimal.isZero(quantity) || !isForSale(currency)) return [];
    const market = cashMarket(exchange, section, currency, cash);
    const symbol = symbolOf(section, market?.symbol ?? currency, 'net');
    const open = cash.includes(currency) ? '0' : lessKept(quantity, keep[currency] ?? '0');
    return [{ currency, quantity, open, symbol, hasMarket: market !== null }];
  });
  const held = Object.entries(balances.used).filter(([, amount]) => amount && decimal.sign(amount) > 0);
  return { coins, held: new Set(held.map(([currency]) => currency)) };
}

/** What is in a wallet by ccxt's figures, less what is borrowed. Some venues tell only what is free of it, which is not nothing. */
function owned({ total, free, used, debt }: CcxtBalances): Record<string, Decimal> {
  const amounts = Object.entries(total).map(([currency, amount]) => {
    const all = amount ?? decimal.plus(free?.[currency] ?? '0', used[currency] ?? '0');
    return [currency, decimal.minus(all, debt?.[currency] ?? '0')] as const;
  });
  return Object.fromEntries(amounts);
}

function lessKept(quantity: Decimal, kept: Decimal): Decimal {
  if (decimal.sign(quantity) <= 0) return quantity;
  const left = decimal.minus(quantity, kept);
  return decimal.sign(left) > 0 ? left : '0';
}

export function walletPositions({ coins }: Wallet, prices: ReadonlyMap<string, Decimal>): Position[] {
  return coins
    .filter(({ open }) => !decimal.isZero(open))
    .map(({ symbol, open }) => ({ symbol, quantity: open, lastPrice: prices.get(symbol) ?? null }));
}

/** What a wallet is worth in the first currency of `cash`, as far as there are prices. */
export function walletWorth({ coins }: Wallet, prices: ReadonlyMap<string, Decimal>, cash: readonly string[]): Decimal {
  // Moneys are taken for one another: dollars and coins that stand for dollars, which is what `cash` is made of.
  return coins
    .map(({ currency, quantity, symbol }) =>
      decimal.times(quantity, cash.includes(currency) ? '1' : (prices.get(symbol) ?? '0')),
    )
    .reduce(decimal.plus, '0');
}
