import type { NewOrder, PositionView } from '../../src/engine/brokers/paper/routes.ts';

/** The positions of every account: long and short, as the venue lists them. */
export function positionsOf(count: number): PositionView[] {
  return Array.from({ length: count }, (_, index) => ({
    symbol: `SYN${String(index + 1).padStart(4, '0')}`,
    quantity: index % 5 === 4 ? '-10' : '10',
    held: '0',
    lastPrice: String(20 + ((index * 37) % 380)),
  }));
}

/** The order that closes a position; the floor and the peer send what Scram sends. */
export function closeOf({ symbol, quantity }: PositionView, clientOrderId: string): NewOrder {
  const side = quantity.startsWith('-') ? 'buy' : 'sell';
  return { type: 'market', symbol, side, quantity: '10', clientOrderId, reduceOnly: true };
}
