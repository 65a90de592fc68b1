import type { ChildProcess } from 'node:child_process';
import { startBareNode } from '../contenders/bare-node.ts';
import { startEngine } from '../contenders/engine.ts';
import { startFlask } from '../contenders/flask.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { usageOf } from '../lib/proc.ts';
import { figure } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { sleep } from '../lib/wait.ts';

/** What it costs to have the switch running, side by side over the same minute. */
export async function measureIdle(bench: Bench): Promise<Findings> {
  const { pace, children, scratch, say } = bench;
  if (process.platform !== 'linux') {
    return { idle: 'Not measured: the figures are read from `/proc`, which Linux alone has.' };
  }
  const idlers: [string, { process: ChildProcess }][] = [
    ['bare Node with an HTTP server', await startBareNode(bench)],
    ['Scram, demo account inside, no clients', await startEngine(bench, { dataDir: scratch.path('idle') })],
    ['Flask', await startFlask(bench)],
  ];
  await sleep(pace.settleMs);
  const before = idlers.map(([, { process: child }]) => usageOf(pidOf(child)));
  const startedMs = performance.now();
  await sleep(pace.idleMs);
  const elapsedMs = performance.now() - startedMs;
  const rows = idlers.map(([what, { process: child }], index) => {
    const { residentMb, anonymousMb, cpuMs } = usageOf(pidOf(child));
    const share = ((cpuMs - (before[index]?.cpuMs ?? 0)) / elapsedMs) * 100;
    return [what, figure(residentMb), figure(anonymousMb), `${share.toFixed(2)} %`];
  });
  await Promise.all(idlers.map(([, idler]) => children.stop(idler.process)));
  say(`idle: watched for ${Math.round(elapsedMs / 1_000)} s`);
  return { idle: table(['', 'resident, MB', 'of it private, MB', 'CPU of one core'], rows) };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('a process that was to be watched did not start');
  return pid;
}
