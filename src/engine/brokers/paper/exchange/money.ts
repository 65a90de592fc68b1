import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { absOf, isZero, signOf } from './digits.ts';
import { tickMs } from './prices.ts';
import { type Account, type Holding, quoteOf, type Valuation } from './state.ts';
import type { OrderRequest } from './types.ts';

/** Gross exposure may be so many times the equity. */
const leverage = '2';

/** Of the value traded, as the large venues take from small accounts. */
const commissionRate = '0.0005';
const commissionPlaces = 8;

export function commissionOn(value: Decimal): Decimal {
  return decimal.round(decimal.times(value, commissionRate), commissionPlaces);
}

/** Cash and the market value of every position, negative for a short. */
export function equityOf(account: Account): Decimal {
  return decimal.plus(account.header.cash, valuationOf(account).value);
}

/** What may still be opened, in money. Never negative. */
export function buyingPowerOf(account: Account): Decimal {
  const allowed = decimal.times(equityOf(account), leverage);
  const left = decimal.minus(allowed, valuationOf(account).exposure);
  return signOf(left) > 0 ? left : '0';
}

/** The margin call that stands now, in the venue's words; null for none. Open orders don't count: they owe nothing yet. */
export function marginCallOf(account: Account): string | null {
  const required = decimal.times(valuationOf(account).gross, decimal.of(account.conditions.maintenanceFraction));
  const equity = equityOf(account);
  if (decimal.compare(equity, required) >= 0) return null;
  return `equity ${decimal.round(equity, 2)} is below the maintenance requirement of ${decimal.round(required, 2)}`;
}

/**
 * Weighs what changed, or everything when the prices moved: hundreds of orders within a tick then cost the same each, however
 * many instruments there are.
 */
function valuationOf(account: Account): Valuation {
  const { valuation, header } = account;
  const tick = Math.floor(header.nowMs / tickMs);
  if (valuation.tick !== tick || valuation.level !== header.level) {
    Object.assign(valuation, { tick, level: header.level, value: '0', gross: '0', exposure: '0' });
    valuation.weights.clear();
    for (const holding of account.holdings.values()) valuation.stale.add(holding);
  }
  for (const holding of valuation.stale) weigh(account, holding);
  valuation.stale.clear();
  return valuation;
}

function weigh(account: Account, holding: Holding): void {
  const { valuation } = account;
  const before = valuation.weights.get(holding) ?? { value: '0', exposure: '0' };
  const reach = reachOf(holding);
  const price = isZero(reach) ? '0' : quoteOf(account, holding.instrument).last;
  const after = { value: decimal.times(holding.quantity, price), exposure: decimal.times(reach, price) };
  valuation.weights.set(holding, after);
  valuation.value = decimal.plus(decimal.minus(valuation.value, before.value), after.value);
  valuation.gross = decimal.plus(decimal.minus(valuation.gross, absOf(before.value)), absOf(after.value));
  valuation.exposure = decimal.plus(decimal.minus(valuation.exposure, before.exposure), after.exposure);
}

/**
 * The most that one instrument can come to when its open orders fill, in either direction. Closing needs no money, so an
 * order against the position counts only for what goes beyond it.
 */
function reachOf({ quantity, buying, selling }: Pick<Holding, 'quantity' | 'buying' | 'selling'>): Decimal {
  if (quantity === '0' && buying === '0' && selling === '0') return '0';
  const up = absOf(decimal.plus(quantity, buying));
  const down = absOf(decimal.minus(quantity, selling));
  return largest(absOf(quantity), largest(up, down));
}

/** What an order adds to the exposure that the account must be able to carry: zero where it only closes. */
export function costOf(account: Account, holding: Holding, { side, quantity, price }: OrderRequest): Decimal {
  const name = side === 'buy' ? 'buying' : 'selling';
  const reach = reachOf({ ...holding, [name]: decimal.plus(holding[name], quantity) });
  const added = decimal.minus(reach, reachOf(holding));
  return isZero(added) ? '0' : decimal.times(added, price ?? quoteOf(account, holding.instrument).ask);
}

function largest(a: Decimal, b: Decimal): Decimal {
  return decimal.compare(a, b) >= 0 ? a : b;
}
