import type { BrokerState, EngineState, KillState } from '../../shared/api/state.ts';
import { pageLimits } from '../limits.ts';
import { type Bar, brokerFlatten, engagedKill, stillOpen } from '../view/flatten.ts';
import { grouped } from '../view/numbers.ts';
import { betweenMs, runningTime } from '../view/time.ts';
import { LongTable } from './long-table.tsx';
import { ResidualTable } from './residual-table.tsx';
import { useNow } from './use-now.ts';

interface KillProgressProps {
  state: EngineState;
  /** The engine's clock when the engine was last heard, where the running time then stands still; null while it is heard. */
  stoppedAtMs: number | null;
}

/** The kill at work, broker by broker; it stays until the reset. */
export function KillProgress({ state, stoppedAtMs }: KillProgressProps) {
  const kill = engagedKill(state);
  const isRunning = stoppedAtMs === null && kill !== null && state.brokers.some(({ flatten }) => !flatten?.settledAt);
  const tickMs = useNow(isRunning, pageLimits.tickMs);
  if (kill === null) return null;
  const nowMs = stoppedAtMs ?? tickMs;
  return (
    <section className="panel progress" aria-label="The kill">
      <h2>
        {kill.settledAt === null ? 'Closing everything' : 'Settled'}
        <span className="clock">{killTime(kill, nowMs)}</span>
      </h2>
      {state.brokers.map((broker) => (
        <BrokerProgress key={broker.name} broker={broker} firedAt={kill.firedAt} nowMs={nowMs} />
      ))}
    </section>
  );
}

function killTime({ firedAt, settledAt }: KillState, nowMs: number): string {
  return settledAt === null
    ? runningTime(nowMs - Date.parse(firedAt))
    : `after ${runningTime(betweenMs(firedAt, settledAt))}`;
}

function BrokerProgress({ broker, firedAt, nowMs }: { broker: BrokerState; firedAt: string; nowMs: number }) {
  const { name, verdict, bars, words, time } = brokerFlatten(broker, firedAt, nowMs);
  return (
    <article className="broker-progress" aria-label={name}>
      <h3>
        {name} <span className="verdict">{verdict}</span>
        <span className="clock">{time}</span>
      </h3>
      {bars.map((bar) => (
        <OpenBar key={bar.label} bar={bar} />
      ))}
      <p className="words">Last word: {words}</p>
      {broker.flatten?.settledAt ? (
        <ResidualTable residuals={broker.flatten.residuals} />
      ) : (
        <OpenTable broker={broker} />
      )}
    </article>
  );
}

/** What the venue still lists, shorter with every reading. */
function OpenTable({ broker }: { broker: BrokerState }) {
  const rows = stillOpen(broker);
  if (rows.length === 0) return null;
  return (
    <LongTable
      caption="Still open"
      rows={rows}
      keyOf={({ key }) => key}
      columns={[
        { head: 'Instrument', cell: ({ name }) => name },
        { head: 'Quantity', cell: ({ quantity }) => grouped(quantity), isFigure: true },
        { head: 'Standing', cell: ({ standing }) => standing },
      ]}
    />
  );
}

/** Empties as things are closed; the whole width is everything that was ever seen open. */
function OpenBar({ bar: { label, left, total } }: { bar: Bar }) {
  return (
    <p className="open-bar">
      <progress max={Math.max(1, total)} value={left} aria-label={label} />
      <span>{label}</span>
    </p>
  );
}
