import { startEngine } from '../contenders/engine.ts';
import { startFlask } from '../contenders/flask.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { nextMessage } from '../lib/children.ts';
import { programs } from '../lib/paths.ts';
import { type FloodOrder, type FloodReport, isKind } from '../lib/protocol.ts';
import { figure, quantile } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { sleep } from '../lib/wait.ts';
import { answerOn, killBytes, openLine } from '../lib/wire.ts';
import { patience } from '../limits.ts';

interface Flooded {
  what: string;
  report: FloodReport;
  /** Of the kills that were answered, from before the connection is opened to the whole answer. */
  latenciesMs: number[];
  lost: number;
}

interface Target {
  port: number;
  token: string;
}

/** Valid kills while somebody without a token asks 2,000 times a second. */
export async function measureFlood(bench: Bench): Promise<Findings> {
  const { children, say } = bench;
  const found: Flooded[] = [];
  const flask = await startFlask(bench);
  const scram = await startEngine(bench, { dataDir: bench.scratch.path('flooded') });
  const engine = { port: scram.devicePort, token: scram.botToken };
  for (const [what, target, keepConnections] of [
    ['Scram, flood over kept connections', engine, true],
    ['Scram, flood with a connection a request', engine, false],
    ['Flask, flood with a connection a request', flask, false],
  ] as const) {
    await killRepeatedly(target, 500, bench.pace.validEveryMs);
    found.push(await floodOnce(bench, what, target, keepConnections));
    say(`flood: ${what}`);
    await sleep(500);
  }
  await Promise.all([children.stop(scram.process), children.stop(flask.process)]);
  return { flood: floodTable(found) };
}

async function floodOnce(
  bench: Bench,
  what: string,
  { port, token }: Target,
  keepConnections: boolean,
): Promise<Flooded> {
  const { floodSeconds, floodPerSecond, validEveryMs } = bench.pace;
  const flooder = bench.children.fork(programs.flood);
  await nextMessage(flooder, isKind<{ kind: 'listening' }, 'listening'>('listening'), patience.startMs);
  const flooded = nextMessage(
    flooder,
    isKind<FloodReport, 'flooded'>('flooded'),
    floodSeconds * 1_000 + patience.startMs,
  );
  flooder.send({ port, perSecond: floodPerSecond, seconds: floodSeconds, keepConnections } satisfies FloodOrder);
  await sleep(300);
  const kills = await killRepeatedly({ port, token }, floodSeconds * 1_000 - 500, validEveryMs);
  const report = await flooded;
  await bench.children.stop(flooder);
  const latenciesMs = kills.filter((each) => each !== null);
  return { what, report, latenciesMs, lost: kills.length - latenciesMs.length };
}

/** A kill every `everyMs`, each on a connection of its own, whether or not the ones before have been answered. */
async function killRepeatedly({ port, token }: Target, forMs: number, everyMs: number): Promise<(number | null)[]> {
  const kills: Promise<number | null>[] = [];
  const count = Math.floor(forMs / everyMs);
  for (let sent = 0; sent < count; sent += 1) {
    kills.push(killOnce(port, token));
    await sleep(everyMs);
  }
  return Promise.all(kills);
}

/** Milliseconds to the answer; null when the kill was lost. */
async function killOnce(port: number, token: string): Promise<number | null> {
  const startedMs = performance.now();
  try {
    const line = await openLine(port);
    const answered = answerOn(line, patience.validKillMs);
    line.write(killBytes(port, token));
    const { status, body } = await answered;
    line.destroy();
    return status === 200 && body.includes('killed') ? performance.now() - startedMs : null;
  } catch {
    return null;
  }
}

function floodTable(found: Flooded[]): string {
  const head = ['', 'refused a second', 'not sent', 'broken', 'valid kills', 'lost', 'p50, ms', 'p99, ms', 'max, ms'];
  const rows = found.map(({ what, report, latenciesMs, lost }) => [
    what,
    figure(report.refused / report.seconds),
    String(report.heldBack),
    String(report.broken + report.otherAnswers),
    String(latenciesMs.length + lost),
    String(lost),
    ...[0.5, 0.99, 1].map((share) => figure(quantile(latenciesMs, share))),
  ]);
  return table(head, rows);
}
