import { type BrokerProcess, startBroker } from '../contenders/broker-process.ts';
import { type Contender, flaskContender, floorContender, scramContender } from '../contenders/contender.ts';
import { type Cell, killOnce, type Measured } from '../contenders/kill-once.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import type { ContenderName } from '../lib/protocol.ts';
import { figure, median, spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';

type Rounds = Record<ContenderName, Measured[]>;

/** From a signal to the first byte at the broker, and to its last answer: the floor, Scram and Flask in turn. */
export async function measureKills(bench: Bench): Promise<Findings> {
  const broker = await startBroker(bench);
  const contenders = [
    await floorContender(bench, broker),
    await scramContender(bench, broker),
    await flaskContender(bench, broker),
  ];
  const measured: { cell: Cell; rounds: Rounds }[] = [];
  for (const latencyMs of bench.pace.latenciesMs) {
    for (const positions of bench.pace.counts) {
      const cell = { positions, latencyMs };
      measured.push({ cell, rounds: await measureCell(bench, broker, contenders, cell) });
      bench.say(`kill: ${positions} positions at ${latencyMs} ms`);
    }
  }
  for (const contender of contenders) await contender.stop();
  const first = await measureFirstKills(bench, broker);
  return {
    'first byte': cellTable(measured, (each) => each.firstByteMs),
    'last answer': cellTable(measured, (each) => each.lastAnswerMs),
    'first kill': firstTable(first),
  };
}

async function measureCell(
  bench: Bench,
  broker: BrokerProcess,
  contenders: Contender<ContenderName>[],
  cell: Cell,
): Promise<Rounds> {
  const { warmUpRounds, rounds, slowRounds, slowKillMs } = bench.pace;
  const found: Rounds = { floor: [], scram: [], flask: [] };
  const isSlow = cell.positions * cell.latencyMs > slowKillMs;
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const recoveries: Promise<void>[] = [];
    for (const contender of contenders) {
      if (contender.name === 'flask' && isSlow && (round < 0 || round >= slowRounds)) continue;
      const measured = await killOnce(broker, contender, cell);
      if (round >= 0) found[contender.name].push(measured);
      recoveries.push(contender.recover());
    }
    await Promise.all(recoveries);
  }
  return found;
}

const firstCell: Cell = { positions: 100, latencyMs: 20 };

/** The kill of processes that have never carried one out, which is the kill that counts. */
async function measureFirstKills(bench: Bench, broker: BrokerProcess): Promise<Rounds> {
  const found: Rounds = { floor: [], scram: [], flask: [] };
  for (let round = 0; round < bench.pace.firstKillRounds; round += 1) {
    for (const start of [floorContender, scramContender]) {
      const contender = await start(bench, broker);
      found[contender.name].push(await killOnce(broker, contender, firstCell));
      await contender.stop();
    }
  }
  bench.say('kill: first kills of fresh processes');
  return found;
}

function cellTable(measured: { cell: Cell; rounds: Rounds }[], pick: (each: Measured) => number): string {
  const head = ['positions', 'broker', 'floor, ms', 'Scram, ms', 'Scram ÷ floor', 'Flask, ms', 'Flask ÷ floor'];
  const rows = measured.map(({ cell, rounds }) => {
    const [floor, scram, flask] = [rounds.floor, rounds.scram, rounds.flask].map((each) => each.map(pick));
    if (!floor || !scram || !flask) return [];
    const versus = (own: number[]) => timesFloor(own, floor);
    const broker = `${cell.latencyMs} ms`;
    const times = [spread(floor), spread(scram), versus(scram), spread(flask), versus(flask)];
    return [String(cell.positions), broker, ...times];
  });
  return table(head, rows);
}

function firstTable({ floor, scram }: Rounds): string {
  const row = (what: string, pick: (each: Measured) => number) => {
    const [below, own] = [floor.map(pick), scram.map(pick)];
    return [what, spread(below), spread(own), timesFloor(own, below), figure(median(own) - median(below))];
  };
  return table(
    ['first kill of a process', 'floor, ms', 'Scram, ms', 'Scram ÷ floor', 'difference, ms'],
    [row('to the first byte', (each) => each.firstByteMs), row('to the last answer', (each) => each.lastAnswerMs)],
  );
}
