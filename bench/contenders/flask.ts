import type { ChildProcess } from 'node:child_process';
import { freePort } from '../../test/support/free-port.ts';
import type { Bench } from '../lib/bench.ts';
import { programs } from '../lib/paths.ts';
import { closeOf, positionsOf } from '../lib/position.ts';
import { until } from '../lib/wait.ts';
import { patience } from '../limits.ts';

export interface RunningFlask {
  process: ChildProcess;
  port: number;
  token: string;
  armedAfterMs: number;
  /** Lets it forget the last kill and know so many positions. */
  remember(positions: number): Promise<void>;
}

const token = 'the-token-that-everybody-has-in-a-dotenv-file';

/** The Flask peer; its log goes nowhere, which costs it less than a terminal would. */
export async function startFlask({ children, scratch }: Bench, brokerPort = 0): Promise<RunningFlask> {
  const port = await freePort();
  const args = [programs.flask, '--port', String(port), '--broker-port', String(brokerPort)];
  args.push('--flag-file', scratch.path('flask.flag'), '--token', token);
  const startedMs = performance.now();
  const child = children.spawn(programs.python, args, { stdio: 'ignore' });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/status`).then(
      (answer) => answer.ok,
      () => false,
    );
  await until('an answer from Flask', answers, patience.startMs, 2);
  const armedAfterMs = performance.now() - startedMs;
  return {
    process: child,
    port,
    token,
    armedAfterMs,
    async remember(positions) {
      const orders = positionsOf(positions).map((position) => closeOf(position, `flask-${position.symbol}`));
      await fetch(`http://127.0.0.1:${port}/positions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(orders),
      });
    },
  };
}
