import { memo } from 'react';
import type { BrokerState, OrderState, PositionState } from '../../shared/api/state.ts';
import { decimal } from '../../shared/decimal.ts';
import { moneyWord, noEquityWords, outcomeSentence } from '../../shared/words.ts';
import { faultsFirst } from '../view/faults.ts';
import { grouped, money, plural } from '../view/numbers.ts';
import { type Column, LongTable } from './long-table.tsx';
import { EmptyRow, Row } from './row.tsx';
import { When } from './when.tsx';

export function Brokers({ brokers }: { brokers: readonly BrokerState[] }) {
  return (
    <section aria-label="Brokers">
      {brokers.length === 0 ? (
        <EmptyRow label="Brokers" sentence="None are configured: a kill shuts the gate and nothing else." />
      ) : null}
      {faultsFirst(brokers, ({ trouble }) => trouble !== null).map((broker) => (
        <Broker key={broker.name} broker={broker} />
      ))}
    </section>
  );
}

const Broker = memo(function Broker({ broker }: { broker: BrokerState }) {
  const { name, kind, equity, currency, asOf, trouble, positions, orders } = broker;
  return (
    <Row
      label="Broker"
      isFault={trouble !== null}
      sentence={
        <>
          <strong>{name}</strong> <span className="badge">{moneyWord(broker)}</span>{' '}
          {trouble === null ? null : `can’t be read now: ${trouble} · `}
          {equity === null ? noEquityWords(broker) : money(equity, currency)} · {plural(positions.length, 'position')} ·{' '}
          {plural(orders.length, 'order')}
        </>
      }
    >
      <p className="quiet">
        {kind}
        {asOf === null ? (
          ', never read'
        ) : (
          <>
            {' '}
            · read at <When at={asOf} />
          </>
        )}
      </p>
      <Positions positions={positions} />
      <Orders orders={orders} />
    </Row>
  );
});

const positionColumns: Column<PositionState>[] = [
  { head: 'Instrument', cell: ({ symbol }) => symbol },
  { head: 'Quantity', cell: ({ quantity }) => grouped(quantity), isFigure: true },
  { head: 'Last price', cell: ({ lastPrice }) => (lastPrice === null ? '–' : grouped(lastPrice)), isFigure: true },
  {
    head: 'Value',
    cell: ({ quantity, lastPrice }) => (lastPrice === null ? '–' : money(decimal.times(quantity, lastPrice), null)),
    isFigure: true,
  },
];
const outcomeColumn: Column<PositionState> = {
  head: 'Outcome',
  cell: ({ outcome }) => (outcome === undefined ? '' : outcomeSentence(outcome)),
};

function Positions({ positions }: { positions: readonly PositionState[] }) {
  if (positions.length === 0) return <p className="quiet">No positions.</p>;
  const isKilled = positions.some(({ outcome }) => outcome !== undefined);
  return (
    <LongTable
      caption="Positions"
      rows={positions}
      keyOf={({ symbol }) => symbol}
      columns={isKilled ? [...positionColumns, outcomeColumn] : positionColumns}
    />
  );
}

const orderColumns: Column<OrderState>[] = [
  { head: 'Instrument', cell: ({ symbol }) => symbol },
  { head: 'Order', cell: ({ side, type }) => `${side} ${type}` },
  { head: 'Quantity', cell: ({ quantity }) => grouped(quantity), isFigure: true },
  { head: 'Id', cell: ({ id }) => <code>{id}</code> },
];

function Orders({ orders }: { orders: readonly OrderState[] }) {
  if (orders.length === 0) return <p className="quiet">No orders.</p>;
  return <LongTable caption="Orders" rows={orders} keyOf={({ id }) => id} columns={orderColumns} />;
}
