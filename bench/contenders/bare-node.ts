import type { ChildProcess } from 'node:child_process';
import { freePort } from '../../test/support/free-port.ts';
import type { Bench } from '../lib/bench.ts';
import { until } from '../lib/wait.ts';
import { patience } from '../limits.ts';

const program = `require('node:http').createServer((_, answer) => answer.end('{"state":"armed"}'))
  .listen(Number(process.argv[1]), '127.0.0.1')`;

/** Node with an HTTP server and nothing else: below this no engine in Node can be. */
export async function startBareNode({ children }: Bench): Promise<{ process: ChildProcess; armedAfterMs: number }> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = children.spawn(process.execPath, ['-e', program, String(port)]);
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/status`).then(
      (answer) => answer.ok,
      () => false,
    );
  await until('an answer from bare Node', answers, patience.startMs, 2);
  return { process: child, armedAfterMs: performance.now() - startedMs };
}
