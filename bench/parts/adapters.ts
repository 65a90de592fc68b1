import { startVenue } from '../../test/support/ccxt/venue.ts';
import { type BrokerProcess, startBroker } from '../contenders/broker-process.ts';
import {
  alpacaContender,
  binanceContender,
  type Contender,
  flaskContender,
  floorContender,
  scramContender,
  scriptContender,
} from '../contenders/contender.ts';
import { alpacaConfig, binanceConfig, paperConfig, startEngine } from '../contenders/engine.ts';
import { type Cell, killOnce } from '../contenders/kill-once.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { usageOf } from '../lib/proc.ts';
import { figure, median, spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { sleep } from '../lib/wait.ts';

interface Entry {
  what: string;
  start: (bench: Bench, broker: BrokerProcess) => Promise<Contender>;
  /** It sends one request after the other, so that a large account takes it long. */
  isSequential?: true;
}

/** The first is what the others are compared with. A further adapter is one more entry, with an account at the broker process. */
const entries: readonly Entry[] = [
  { what: 'floor', start: floorContender },
  { what: 'Scram, paper exchange', start: scramContender },
  { what: 'Scram, Alpaca', start: (bench, broker) => alpacaContender(bench, broker, 'alpaca') },
  { what: 'Scram, Binance futures by ccxt', start: binanceContender },
  {
    what: 'freqtrade’s sequence',
    start: (bench, broker) => scriptContender(bench, broker, 'freqtrade'),
    isSequential: true,
  },
  { what: 'ccxt in a loop', start: (bench, broker) => scriptContender(bench, broker, 'ccxt'), isSequential: true },
  { what: 'Flask', start: flaskContender, isSequential: true },
];
/** Those of them that grow with the account in a way worth showing. */
const growing = entries.filter(({ what }) => what === 'Scram, paper exchange' || what === 'Scram, Alpaca');

const latencyMs = 20;

/** Every adapter side by side with what people run, how it grows with the account, and what three connected accounts weigh. */
export async function measureAdapters(bench: Bench): Promise<Findings> {
  const broker = await startBroker(bench);
  const found = {
    adapters: await measureSideBySide(bench, broker),
    growth: await measureGrowth(bench, broker),
    'limited growth': await measureLimited(bench, broker),
    'three brokers': await measureMemory(bench, broker),
  };
  return found;
}

async function measureSideBySide(bench: Bench, broker: BrokerProcess): Promise<string> {
  const contenders: { entry: Entry; contender: Contender }[] = [];
  for (const entry of entries) contenders.push({ entry, contender: await entry.start(bench, broker) });
  const rows: string[][] = [];
  for (const positions of bench.pace.counts) {
    const took = await measureCell(bench, broker, contenders, { positions, latencyMs });
    const floor = took[0] ?? [];
    for (const [nth, { entry }] of contenders.entries()) {
      const own = took[nth] ?? [];
      rows.push([String(positions), entry.what, spread(own), timesFloor(own, floor)]);
    }
    bench.say(`adapters: ${positions} positions`);
  }
  for (const { contender } of contenders) await contender.stop();
  return table(['positions', 'who', 'to the last answer, ms', '÷ floor'], rows);
}

/** Milliseconds of each contender's rounds, in turn, so that whatever else the machine does weighs on all of them. */
async function measureCell(
  { pace }: Bench,
  broker: BrokerProcess,
  contenders: readonly { entry: Entry; contender: Contender }[],
  cell: Cell,
): Promise<number[][]> {
  const took: number[][] = contenders.map(() => []);
  const isSlow = cell.positions * cell.latencyMs > pace.slowKillMs;
  for (let round = -pace.warmUpRounds; round < pace.adapterRounds; round += 1) {
    const recoveries: Promise<void>[] = [];
    for (const [nth, { entry, contender }] of contenders.entries()) {
      if (entry.isSequential && isSlow && (round < 0 || round >= pace.slowRounds)) continue;
      const { lastAnswerMs } = await killOnce(broker, contender, cell);
      if (round >= 0) took[nth]?.push(lastAnswerMs);
      recoveries.push(contender.recover());
    }
    await Promise.all(recoveries);
  }
  return took;
}

async function measureGrowth(bench: Bench, broker: BrokerProcess): Promise<string> {
  const { growthCounts, growthRounds } = bench.pace;
  const rows: string[][] = [];
  for (const { what, start } of growing) {
    const contender = await start(bench, broker);
    for (const positions of growthCounts) {
      const took = await killsOf(broker, contender, { positions, latencyMs: 0 }, growthRounds);
      rows.push([what, String(positions), spread(took), figure(median(took) / positions)]);
      bench.say(`growth: ${what}, ${positions} positions`);
    }
    await contender.stop();
  }
  return table(['adapter', 'positions', 'to the last answer, ms', 'ms a position'], rows);
}

/** Alpaca’s limit belongs to a minute, which has to begin anew for each kill: by this much later, so that nobody takes it for the same. */
const newMinuteMs = 6_000;

async function measureLimited(bench: Bench, broker: BrokerProcess): Promise<string> {
  const contender = await alpacaContender(bench, broker, 'limited');
  const rows: string[][] = [];
  for (const positions of bench.pace.limitedCounts) {
    await sleep(newMinuteMs);
    const took = await killsOf(broker, contender, { positions, latencyMs }, 1);
    rows.push([String(positions), spread(took), figure(median(took) / positions)]);
    bench.say(`growth: Alpaca within its limit, ${positions} positions`);
  }
  await contender.stop();
  return table(['positions', 'to the last answer, ms', 'ms a position'], rows);
}

async function killsOf(broker: BrokerProcess, contender: Contender, cell: Cell, rounds: number): Promise<number[]> {
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    took.push((await killOnce(broker, contender, cell)).lastAnswerMs);
    await contender.recover();
  }
  return took;
}

/** The accounts of each hold so many positions. */
const heldPositions = 100;

async function measureMemory(bench: Bench, broker: BrokerProcess): Promise<string> {
  if (process.platform !== 'linux') return 'Not measured: the figures are read from `/proc`, which Linux alone has.';
  const { scram, flask, alpaca } = broker.ports;
  const venue = await startVenue('binance');
  const [paper, other, shares] = [paperConfig(scram), paperConfig(flask), alpacaConfig(alpaca)];
  const brokers: [string, Record<string, object>][] = [
    ['one broker: paper', { a: paper }],
    ['three brokers: paper, paper, Alpaca', { a: paper, b: other, c: shares }],
    ['three brokers: paper, Alpaca, Binance by ccxt', { a: paper, b: shares, c: binanceConfig(venue.url) }],
  ];
  const rows: string[][] = [];
  for (const account of ['scram', 'flask', 'alpaca'] as const) await broker.fill(account, heldPositions, latencyMs);
  for (const [nth, [what, connected]] of brokers.entries()) {
    const dataDir = bench.scratch.path(`connected-${nth}`);
    const engine = await startEngine(bench, { dataDir, more: { brokers: connected } });
    await sleep(bench.pace.settleMs);
    const { pid } = engine.process;
    if (pid === undefined) throw new Error('an engine that was to be weighed did not start');
    const { residentMb, anonymousMb } = usageOf(pid);
    rows.push([what, figure(residentMb), figure(anonymousMb)]);
    await bench.children.stop(engine.process);
  }
  await venue.stop();
  bench.say('adapters: weighed');
  return table(['connected', 'resident, MB', 'of it private, MB'], rows);
}
