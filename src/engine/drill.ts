import type { DrillReport } from '../shared/api/commands.ts';
import { createInProcessPaperBroker } from './brokers/paper/adapter.ts';
import type { Clock } from './clock.ts';
import { isoTime } from './clock.ts';
import { BrokerDesk } from './flatten/broker-desk.ts';
import type { FlattenLimits } from './flatten/limits.ts';
import type { JournalEvent } from './journal/events.ts';
import { freshKillId } from './kill/kill-id.ts';
import { applyLatchEvent, initialSwitch } from './switch/latch.ts';
import { decideSignal } from './switch/signal.ts';

/** A drill that is not flat by then has failed. */
const drillDeadlineMs = 15_000;
const seed = 7;

/**
 * A rehearsal with a latch and a paper account of its own: the same rules, the same flatten, the same confirmation, and nothing
 * that is real is touched. Times are in milliseconds from the signal.
 */
export async function runDrill({ clock, limits }: { clock: Clock; limits: FlattenLimits }): Promise<DrillReport> {
  const broker = createInProcessPaperBroker({ name: 'drill', dataDir: null, clock, seed });
  const events: { event: JournalEvent; atMs: number }[] = [];
  let settled: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    settled = resolve;
  });
  const desk = new BrokerDesk({
    broker,
    clock,
    limits: { ...limits, deadlineMs: drillDeadlineMs },
    record: (event) => events.push({ event, atMs: clock.monotonicMs() }),
    onChange: () => {
      if (desk.current()?.isSettled()) settled();
    },
  });
  desk.start();
  await desk.readNow();
  const startedMs = clock.monotonicMs();
  const signal = { source: 'api', reason: 'drill', from: 'drill' } as const;
  const armed = initialSwitch(isoTime(clock.wallMs()));
  const event = decideSignal(armed, signal, freshKillId(clock.wallMs()), false);
  const { latch } = applyLatchEvent(armed, { ...event, at: isoTime(clock.wallMs()) });
  const latchedMs = clock.monotonicMs() - startedMs;
  if (latch.state === 'killing') desk.engage(latch.kill.killId);
  await done;
  const progress = desk.current()?.progress();
  const report: DrillReport = {
    flat: progress?.flat ?? false,
    latchedMs: round(latchedMs),
    firstRequestMs: round(firstSentMs(events) - startedMs),
    flatMs: progress?.flat ? round(clock.monotonicMs() - startedMs) : null,
    ordersCancelled: progress?.cancelled ?? 0,
    positionsClosed: progress?.closed ?? 0,
    residuals: progress?.residuals ?? [],
  };
  await desk.stop();
  return report;
}

function firstSentMs(events: readonly { event: JournalEvent; atMs: number }[]): number {
  const first = events.find(({ event }) => event.kind === 'CANCEL_SENT' || event.kind === 'CLOSE_SENT');
  return first?.atMs ?? Number.NaN;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
