import type { LiquidatedInstrument, Liquidation } from '../../../shared/api/journal.ts';
import { type Column, LongTable } from '../../parts/long-table.tsx';
import { instrumentOutcome } from '../../view/liquidation.ts';
import { grouped, percent } from '../../view/numbers.ts';

const figure = (value: string | null): string => (value === null ? '–' : grouped(value));

const instrumentColumns: Column<LiquidatedInstrument>[] = [
  { head: 'Instrument', cell: ({ symbol }) => symbol },
  { head: 'At the kill', cell: ({ quantityAtKill }) => figure(quantityAtKill), isFigure: true },
  { head: 'Last price', cell: ({ lastPriceAtKill }) => figure(lastPriceAtKill), isFigure: true },
  // Without a price nobody has asked for the fill, or there was none.
  {
    head: 'Filled',
    cell: ({ filledQuantity, averagePrice }) => figure(averagePrice === null ? null : filledQuantity),
    isFigure: true,
  },
  { head: 'Average price', cell: ({ averagePrice }) => figure(averagePrice), isFigure: true },
  {
    head: 'Slippage',
    cell: ({ slippageFraction }) => (slippageFraction === null ? '–' : percent(slippageFraction)),
    isFigure: true,
  },
  { head: 'Outcome', cell: instrumentOutcome },
];

/** What each position fetched against the last price before. */
export function Instruments({ kill: { instruments } }: { kill: Liquidation }) {
  if (instruments.length === 0) return <p className="quiet">No positions were open.</p>;
  return (
    <LongTable
      caption="Positions at the kill; slippage above zero is what it cost"
      rows={instruments}
      keyOf={({ broker, symbol }) => `${broker}/${symbol}`}
      columns={withBroker(instruments, instrumentColumns)}
    />
  );
}

export function Cancelled({ kill: { cancelledOrders } }: { kill: Liquidation }) {
  if (cancelledOrders.length === 0) return <p className="quiet">No orders were open.</p>;
  return (
    <LongTable
      caption="Orders that were open"
      rows={cancelledOrders}
      keyOf={({ broker, id }) => `${broker}/${id}`}
      columns={withBroker(cancelledOrders, [
        { head: 'Instrument', cell: ({ symbol }) => symbol },
        { head: 'Order', cell: ({ side, type }) => `${side} ${type}` },
        { head: 'Quantity', cell: ({ quantity }) => grouped(quantity), isFigure: true },
        { head: 'Id', cell: ({ id }) => <code>{id}</code> },
      ])}
    />
  );
}

/** Names the broker only where there are several; the instrument stands first, as a row's name. */
function withBroker<T extends { broker: string }>(rows: readonly T[], columns: Column<T>[]): Column<T>[] {
  const isOne = rows.every(({ broker }) => broker === rows[0]?.broker);
  return isOne ? columns : columns.toSpliced(1, 0, { head: 'Broker', cell: ({ broker }) => broker });
}
