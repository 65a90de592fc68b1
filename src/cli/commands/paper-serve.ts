import { type Command, InvalidArgumentError } from 'commander';
import { parseDurationMs } from '../../shared/duration.ts';
import { refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type Run } from '../context.ts';
import { cliLimits } from '../limits.ts';
import { refuseOldNode } from '../node-version.ts';

interface ServeOptions {
  port?: number;
  latency?: number;
  seed?: number;
  positions?: number;
  orders?: number;
  reduceOnly: boolean;
}

/** `paper serve`: the paper exchange as a process of its own. */
export function addPaperServe(parent: Command, run: Run): void {
  const { ordersMax, portMax, positionsMax, seedMax } = cliLimits.paper;
  parent
    .command('serve')
    .summary('run the paper exchange as a process of its own, until Ctrl-C')
    .description(
      'Serves the paper exchange on 127.0.0.1. The account lives in memory, or in the folder that --data names. ' +
        'An engine uses it by {"kind":"paper","url":"http://127.0.0.1:5060"} among its brokers.',
    )
    .option('--port <port>', 'where to listen; 0 picks a free port (default: 5060)', wholeUpTo(portMax))
    .option('--latency <duration>', 'how long each call takes, such as 50ms', durationMs)
    .option('--seed <number>', 'of the prices and faults of a new account', wholeUpTo(seedMax))
    .option('--positions <count>', 'begin with so many made-up positions', wholeUpTo(positionsMax))
    .option('--orders <count>', 'with --positions: so many resting orders', wholeUpTo(ordersMax))
    .option('--no-reduce-only', 'a venue that can not say "reduce only", so that a close could go through zero')
    .addHelpText('after', examples('scram paper serve', 'scram paper serve --port 0 --latency 50ms --positions 100'))
    .action((options: ServeOptions) => run((context) => serve(context, options)));
}

async function serve(context: Context, { latency, ...options }: ServeOptions): Promise<Outcome> {
  const refused = refuseOldNode(context);
  if (refused !== null) return refused;
  // Loaded here alone: no other command should wait for it.
  const { servePaper } = await import('../../engine/brokers/paper/serve.ts');
  const dataDir = context.folderIsNamed ? context.folder : undefined;
  const served = await servePaper({ ...options, latencyMs: latency, dataDir }).catch((error: Error) => error);
  if (served instanceof Error)
    return refuseWith(context, served.message, 'Name another port with --port, or another folder with --data.');
  context.outliveOutput();
  context.out.line(`PAPER exchange at ${served.url}`);
  const stop = (signal: NodeJS.Signals): void => {
    // The account is on the disk first; then the signal ends the process as it would have.
    void served.close().then(() => process.kill(process.pid, signal));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return 'running';
}

function wholeUpTo(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= max) return value;
    throw new InvalidArgumentError(`A whole number from 0 to ${max}.`);
  };
}

function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms <= cliLimits.paper.latencyMs) return ms;
  throw new InvalidArgumentError('A duration such as 50ms, at most 60s.');
}
