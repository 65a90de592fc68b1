import { mkdirSync } from 'node:fs';
import { type Bots, openBots } from '../../src/engine/bots/bots.ts';
import type { Wanted } from '../../src/engine/bots/wanted.ts';
import type { Broker } from '../../src/engine/brokers/broker.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { FeedWatch } from '../../src/engine/triggers/data-feed-corruption.ts';
import { PeakKeeper } from '../../src/engine/triggers/peak-keeper.ts';
import type { Tick } from '../../src/engine/triggers/tick.ts';
import { TriggerDesk } from '../../src/engine/triggers/trigger-desk.ts';
import { parseConfig } from '../../src/shared/config.ts';
import { ok } from '../../src/shared/result.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { programs } from '../lib/paths.ts';
import { positionsOf } from '../lib/position.ts';
import { figure, median, quantile } from '../lib/stats.ts';
import { table } from '../lib/table.ts';

const positions = 1_000;
const botCounts = [1, 10, 100];
const autoTriggerOn = [
  { event: 'PortfolioDrawdown', threshold: 0.25 },
  { event: 'MarginCall' },
  { event: 'DataFeedCorruption', maxAge: '10s' },
  { event: 'CompliancePause' },
];

/** What one second of watching costs the main thread: the triggers, the prices that they follow, and the bots. */
export async function measureTick({ pace, scratch, say }: Bench): Promise<Findings> {
  const watch = new FeedWatch({ maxAgeMs: 10_000, maxJump: 0.5 });
  const desk = triggerDesk(watch);
  const rows = [
    rowOf('every trigger judged', pace.tickRounds, () => desk.look()),
    rowOf('1,000 prices of a broker taken in', pace.tickRounds, () => {
      const nowMs = systemClock.wallMs();
      watch.takeQuotes('bench', quotesAt(nowMs), nowMs, systemClock.monotonicMs());
    }),
  ];
  for (const count of botCounts) {
    const dataDir = scratch.path(`bots-${count}`);
    mkdirSync(dataDir);
    const { bots, want } = await openSome(count, dataDir);
    const what = `${count} ${count === 1 ? 'bot' : 'bots'} reviewed`;
    rows.push(rowOf(`${what}, armed`, pace.tickRounds, () => bots.review()));
    want({ to: 'halt', cause: 'kill switch engaged', killId: 'bench' });
    bots.review();
    rows.push(rowOf(`${what}, killed`, pace.tickRounds, () => bots.review()));
    bots.stop();
  }
  say('tick: measured');
  return { tick: table(['once a second', 'median, µs', 'p99, µs'], rows) };
}

function rowOf(what: string, rounds: number, once: () => void): string[] {
  for (let warmUp = 0; warmUp < rounds / 10; warmUp += 1) once();
  const tookUs = Array.from({ length: rounds }, () => {
    const before = process.hrtime.bigint();
    once();
    return Number(process.hrtime.bigint() - before) / 1_000;
  });
  return [what, figure(median(tookUs)), figure(quantile(tookUs, 0.99))];
}

function triggerDesk(watch: FeedWatch): TriggerDesk {
  const broker = { name: 'bench', readIntervalMs: 1_000 } as Broker;
  const held = positionsOf(positions).map(({ symbol, quantity, lastPrice }) => ({ symbol, quantity, lastPrice }));
  const book = { equity: '100000', currency: 'USD', positions: held, orders: [], netTransfers: '0', marginCall: null };
  const latest = () => {
    const nowMs = systemClock.monotonicMs();
    return { reading: { ok: true as const, book, startedMs: nowMs, finishedMs: nowMs }, trouble: null };
  };
  const record = () => undefined;
  const file = { write: async () => true };
  const nothing = () => undefined;
  return new TriggerDesk({
    triggers: configOf({ killSwitch: { autoTriggerOn } }).killSwitch.autoTriggerOn,
    killsClearThemselves: false,
    desks: [{ broker, latest }],
    clock: systemClock,
    peak: new PeakKeeper({ remembered: null, file, keepMs: 10_000, clock: systemClock, record }),
    feedVerdict: () => watch.verdict(systemClock.monotonicMs()),
    remembered: null,
    keep: nothing,
    host: { isEngaged: () => false, kill: async () => true, record, onChange: nothing, reportBug: nothing },
  });
}

function quotesAt(nowMs: number): Tick[] {
  return symbols.map((symbol) => ({ symbol, bid: 99, ask: 101, last: 100, atMs: nowMs, open: true }));
}

const symbols = positionsOf(positions).map(({ symbol }) => symbol);

async function openSome(count: number, dataDir: string): Promise<{ bots: Bots; want: (wanted: Wanted) => void }> {
  // More than a configuration may name: how the cost grows is to be seen.
  const [bot] = Object.values(configOf({ bots: { bot: { kind: 'flag-file' } } }).bots);
  const named = Array.from({ length: count }, (_, index) => [`bot${index}`, bot]);
  let wanted: Wanted = { to: 'run' };
  const bots = await openBots({
    config: { bots: Object.fromEntries(named) },
    dataDir,
    secrets: { of: () => null, placeOf: () => '', keep: async () => undefined, trouble: () => null },
    clock: systemClock,
    journal: {
      append: () => new Promise(() => {}),
      latest: async () => ok([]),
      health: () => ({ ok: true }),
      onReplaced: () => () => undefined,
      onFound: () => () => undefined,
    },
    helperScript: programs.botHelper,
    wanted: () => wanted,
    isBrokerSettled: () => true,
    onChange: () => undefined,
    reportBug: () => undefined,
  });
  return {
    bots,
    want: (next) => {
      wanted = next;
    },
  };
}

function configOf(more: object) {
  const parsed = parseConfig(JSON.stringify({ brokers: { bench: { kind: 'paper' } }, ...more }));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}
