import { decimal } from '../../../shared/decimal.ts';
import type { OpenOrder, OrderReport, Position } from '../broker.ts';
import type { ClientIds } from './client-ids.ts';
import { symbolOf } from './instruments.ts';
import type { CcxtOrder, CcxtPosition } from './library.ts';
import type { ActiveSection } from './spending.ts';
import type { Leg, Positions } from './venues/venue.ts';

/** ccxt's words for the states of an order after which nothing happens to it. */
const ended: Readonly<Record<string, OrderReport['status']>> = {
  closed: 'filled',
  canceled: 'cancelled',
  expired: 'cancelled',
  rejected: 'rejected',
};

export function isLive({ status }: CcxtOrder): boolean {
  return !(status && status in ended);
}

/** Ids of orders are the venue's, with the section and the class before them: classes count apart from each other. */
export function orderIdOf(section: ActiveSection, className: string, id: string): string {
  return `${section.name} ${className} ${id}`;
}

/** The parts of an id of ours; null for one that is not. */
export function partsOfOrderId(id: string): { section: string; className: string; id: string } | null {
  const [, section, className, venueId] = /^(\S+) (\S+) (.+)$/.exec(id) ?? [];
  if (section === undefined || className === undefined || venueId === undefined) return null;
  return { section, className, id: venueId };
}

export function openOrderOf(section: ActiveSection, className: string, order: CcxtOrder, ids: ClientIds): OpenOrder {
  const { id, clientOrderId, symbol, side } = order;
  return {
    id: orderIdOf(section, className, id),
    clientOrderId: clientOrderId ? ids.ours(clientOrderId) : null,
    symbol: symbolOf(section, symbol ?? '?', orderLeg(section, order)),
    type: typeOf(order),
    side: side ?? 'buy',
    quantity: leftOf(order),
  };
}

/** ccxt calls an order by what it becomes, `limit` or `market`; that it waits for a price first is said here. */
function typeOf({ type, triggerPrice }: CcxtOrder): string {
  const waits = triggerPrice ? !decimal.isZero(triggerPrice) : false;
  return waits ? `${type ?? 'order'} (conditional)` : (type ?? 'order');
}

function orderLeg({ holdings }: ActiveSection, order: CcxtOrder): Leg {
  return holdings.kind === 'positions' ? holdings.orderLeg(order) : 'net';
}

function leftOf({ amount, filled, remaining }: CcxtOrder): string {
  if (remaining) return decimal.abs(remaining);
  return amount ? decimal.minus(amount, filled ?? '0') : '0';
}

/**
 * What is open in derivatives. Throws for a position that does not say which way or how large it is: it must not be left out. At some
 * exchanges ccxt tells the size of none (`bitfinex`). What has neither a size nor a side is an empty place in the venue's list.
 */
export function positionsOf(
  section: ActiveSection,
  { legOf }: Positions,
  positions: readonly CcxtPosition[],
): Position[] {
  return positions.flatMap((position) => {
    const { contracts } = position;
    if (!contracts && position.side) throw new Error(`a position in ${position.symbol} of a size that is not told`);
    const size = decimal.abs(contracts ?? '0');
    if (decimal.isZero(size)) return [];
    const leg = legOf(position);
    const side = leg === 'net' || leg === 'isolated' ? position.side : leg.endsWith('long') ? 'long' : 'short';
    if (!side) throw new Error(`a position in ${position.symbol} that is neither long nor short`);
    const symbol = symbolOf(section, position.symbol, leg);
    const quantity = side === 'short' ? decimal.negate(size) : size;
    return [{ symbol, quantity, lastPrice: position.markPrice ?? position.lastPrice ?? null }];
  });
}

/** What became of an order of ours. A market order that the venue has ended before all was filled is over: `cancelled`. */
export function reportOf(order: CcxtOrder, clientOrderId: string, symbol: string): OrderReport {
  const filledQuantity = decimal.of(order.filled ?? '0');
  const averagePrice = order.average ? decimal.of(order.average) : null;
  return { clientOrderId, symbol, status: ended[order.status ?? ''] ?? 'working', filledQuantity, averagePrice };
}
