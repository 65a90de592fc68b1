import type { BrokerState, EngineState, KillState } from '../../shared/api/state.ts';
import { pageLimits } from '../limits.ts';
import { faultsFirst } from '../view/faults.ts';
import { type Bar, brokerFlatten, engagedKill, flatCount, isDone, stillOpen } from '../view/flatten.ts';
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
        <span className="verdict">{flatCount(state.brokers)}</span>
        <span className="clock">{killTime(kill, nowMs)}</span>
      </h2>
      {/* What is still open is what a person should read. */}
      {faultsFirst(state.brokers, (broker) => !isDone(broker)).map((broker) => (
        <BrokerProgress key={broker.name} broker={broker} kill={kill} nowMs={nowMs} />
      ))}
    </section>
  );
}

function killTime({ firedAt, settledAt }: KillState, nowMs: number): string {
  return settledAt === null
    ? runningTime(nowMs - Date.parse(firedAt))
    : `after ${runningTime(betweenMs(firedAt, settledAt))}`;
}

function BrokerProgress({ broker, kill, nowMs }: { broker: BrokerState; kill: KillState; nowMs: number }) {
  const { name, verdict, bars, words, time } = brokerFlatten(broker, kill, nowMs);
  return (
    <article className="broker-progress" aria-label={name}>
      <h3>
        {name} <span className="verdict">{verdict}</span>
        <span className="clock">{time}</span>
      </h3>
      {isDone(broker) ? (
        <p className="words">{bars.map(({ label }) => label).join(' · ')}</p>
      ) : (
        <>
          {bars.map((bar) => (
            <OpenBar key={bar.label} bar={bar} />
          ))}
          <p className="words">Last word: {words}</p>
          <Left broker={broker} />
        </>
      )}
    </article>
  );
}

/** What the venue still lists, shorter with every reading; once settled, what became of each. */
function Left({ broker }: { broker: BrokerState }) {
  return broker.flatten?.settledAt ? (
    <ResidualTable residuals={broker.flatten.residuals} />
  ) : (
    <OpenTable broker={broker} />
  );
}

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
