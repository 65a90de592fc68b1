import { useState } from 'react';
import type { LiquidatedInstrument, Liquidation } from '../../shared/api/journal.ts';
import { sourceName } from '../../shared/words.ts';
import { pageLimits } from '../limits.ts';
import { instrumentOutcome } from '../view/liquidation.ts';
import { grouped, percent } from '../view/numbers.ts';
import { exactTime } from '../view/time.ts';
import { timeline } from '../view/timeline.ts';
import { useTools } from './engine-context.tsx';
import { type Column, LongTable, ShowAll } from './long-table.tsx';
import { ResidualTable } from './residual-table.tsx';
import { useReloading } from './use-reloading.ts';
import { When } from './when.tsx';

/** One kill, whole: what it closed and at which price, what it cancelled, what is left, and the journal's rows. */
export function LiquidationDetail({ killId, isLive }: { killId: string; isLive: boolean }) {
  const { client } = useTools();
  const { value, failure } = useReloading(
    isLive,
    () => client.liquidation({ params: { killId } }),
    (row) => row.killId === killId,
  );
  if (value === null) return <p className="quiet">{failure === null ? 'Reading the journal.' : failure.message}</p>;
  return (
    <div className="detail">
      {failure === null ? null : <p className="quiet">As read before: {failure.message}</p>}
      <Signals kill={value} />
      <Instruments kill={value} />
      <Cancelled kill={value} />
      <ResidualTable residuals={value.residuals} />
      <Timeline kill={value} />
    </div>
  );
}

function Signals({ kill: { killId, signals, resetAt, resetReason } }: { kill: Liquidation }) {
  return (
    <>
      <p className="quiet">
        Kill <code>{killId}</code>
      </p>
      {/* The first signal is the one that fired; it stands in the line above. */}
      {signals.slice(1).map(({ source, reason, at }) => (
        <p key={`${at} ${source}`}>
          Joined by {sourceName(source)} at <When at={at} />: {reason || 'no reason given'}
        </p>
      ))}
      {resetAt === null ? null : (
        <p>
          Reset at <When at={resetAt} />: {resetReason}
        </p>
      )}
    </>
  );
}

const figure = (value: string | null): string => (value === null ? '–' : grouped(value));

const instrumentColumns: Column<LiquidatedInstrument>[] = [
  { head: 'Instrument', cell: ({ symbol }) => symbol },
  { head: 'At the kill', cell: ({ quantityAtKill }) => figure(quantityAtKill), isFigure: true },
  { head: 'Last price', cell: ({ lastPriceAtKill }) => figure(lastPriceAtKill), isFigure: true },
  { head: 'Filled', cell: ({ filledQuantity }) => figure(filledQuantity), isFigure: true },
  { head: 'Average price', cell: ({ averagePrice }) => figure(averagePrice), isFigure: true },
  {
    head: 'Slippage',
    cell: ({ slippageFraction }) => (slippageFraction === null ? '–' : percent(slippageFraction)),
    isFigure: true,
  },
  { head: 'Outcome', cell: instrumentOutcome },
];

function Instruments({ kill: { instruments } }: { kill: Liquidation }) {
  if (instruments.length === 0) return <p className="quiet">No positions were open.</p>;
  return (
    <LongTable
      caption="Closed; slippage above zero is what it cost"
      rows={instruments}
      keyOf={({ broker, symbol }) => `${broker}/${symbol}`}
      columns={withBroker(instruments, instrumentColumns)}
    />
  );
}

function Cancelled({ kill: { cancelledOrders } }: { kill: Liquidation }) {
  if (cancelledOrders.length === 0) return <p className="quiet">No orders were open.</p>;
  return (
    <LongTable
      caption="Cancelled orders"
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

/** Names the broker only where there are several. */
function withBroker<T extends { broker: string }>(rows: readonly T[], columns: Column<T>[]): Column<T>[] {
  const isOne = rows.every(({ broker }) => broker === rows[0]?.broker);
  return isOne ? columns : [{ head: 'Broker', cell: ({ broker }) => broker }, ...columns];
}

function Timeline({ kill }: { kill: Liquidation }) {
  const [isWhole, setIsWhole] = useState(false);
  const entries = timeline(kill);
  return (
    <section className="timeline" aria-label="Timeline">
      <h3>Timeline</h3>
      <ol>
        {(isWhole ? entries : entries.slice(0, pageLimits.rowsAtFirst)).map(({ seq, at, offset, kind, sentence }) => (
          <li key={seq}>
            <time dateTime={at} title={`${exactTime(at)}, row ${seq} of the journal, ${kind}`}>
              {offset}
            </time>
            <span>{sentence || kind}</span>
          </li>
        ))}
      </ol>
      <ShowAll total={entries.length} isWhole={isWhole} onToggle={() => setIsWhole(!isWhole)} />
    </section>
  );
}
