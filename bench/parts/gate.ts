import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { startEngine } from '../contenders/engine.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { programs } from '../lib/paths.ts';
import { figure, median, quantile, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { patience } from '../limits.ts';

/** What a client's process measured in one round, nanoseconds each. */
interface Round {
  checksNs: number[];
  callsNs: number[];
}

/** A check at the gate against asking the engine each time, in both clients' languages, round by round in turn. */
export async function measureGate(bench: Bench): Promise<Findings> {
  const { pace, children, say } = bench;
  const engine = await startEngine(bench, { dataDir: bench.scratch.path('gated') });
  const args = [`http://127.0.0.1:${engine.devicePort}`, String(pace.gateChecks), String(pace.gateCalls)];
  const clients = [
    startClient(bench, 'TypeScript', process.execPath, [programs.gateNode, ...args]),
    startClient(bench, 'Python', programs.python, [programs.gatePython, ...args]),
  ];
  // The first round compiles and connects; it is not kept.
  for (let round = -1; round < pace.gateRounds; round += 1) {
    for (const { ask, rounds } of clients) {
      const measured = await ask();
      if (round >= 0) rounds.push(measured);
    }
  }
  say('gate: checked');
  await Promise.all([engine.process, ...clients.map(({ child }) => child)].map((child) => children.stop(child)));
  const head = ['an order checked', 'median, µs', 'p99, µs', 'call ÷ check, medians', 'call ÷ check, p99'];
  return { gate: table(head, clients.flatMap(rowsOf)) };
}

interface Client {
  name: string;
  child: ChildProcess;
  ask(): Promise<Round>;
  rounds: Round[];
}

function startClient({ children }: Bench, name: string, program: string, args: readonly string[]): Client {
  const child = children.spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  if (!child.stdin || !child.stdout) throw new Error(`${name} has no pipes`);
  const { stdin } = child;
  const lines = createInterface(child.stdout);
  const ask = () =>
    new Promise<Round>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${name} is silent`)), patience.gateRoundMs);
      lines.once('line', (line) => {
        clearTimeout(timer);
        resolve(JSON.parse(line) as Round);
      });
      stdin.write('go\n');
    });
  return { name, child, ask, rounds: [] };
}

function rowsOf({ name, rounds }: Client): string[][] {
  const ofRounds = (part: keyof Round, share: number) => rounds.map((round) => quantile(round[part], share) / 1_000);
  const row = (what: string, part: keyof Round) => [
    what,
    ...[0.5, 0.99].map((share) => figure(median(ofRounds(part, share)))),
  ];
  const ratios = [0.5, 0.99].map((share) => timesFloor(ofRounds('callsNs', share), ofRounds('checksNs', share)));
  return [
    [...row(`at the gate, ${name}`, 'checksNs'), '', ''],
    [...row(`\`POST /order-check\` each time, ${name}`, 'callsNs'), ...ratios],
  ];
}
