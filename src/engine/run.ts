import { systemClock } from './clock.ts';
import { engineUsage, parseEngineArgs } from './options.ts';
import { rehearse } from './rehearsal.ts';
import { type RunningEngine, StartRefused, startEngine } from './start.ts';
import { allowOptimising } from './v8.ts';
import { whenBusy } from './when-busy.ts';

/** Once the engine has settled in: its start is not slowed, and no one is kept waiting. */
const rehearsalAfterMs = 500;

/**
 * Runs the engine in this process until it is told to stop (SIGTERM, SIGINT). Says on stdout where its page is; a start that can't
 * be is said on stderr, with exit status 1, and 2 for a command line that can't be understood.
 */
export async function run(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    process.stdout.write(`${engineUsage}\n`);
    return;
  }
  const options = parseEngineArgs(argv);
  if (!options.ok) {
    complain(options.failure);
    process.exit(2);
  }
  // A terminal that is gone must cost its lines, not the engine: unheard, its error would be a fault, reported to the same stream.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // A bug in one corner must not take the brake away: it is said loudly, and the engine goes on.
  process.on('uncaughtException', reportBug).on('unhandledRejection', reportBug);
  try {
    const running = await startEngine(options.value, systemClock, reportBug);
    let isStopping = false;
    const stop = () => {
      isStopping = true;
      running.close().then(
        () => process.exit(0),
        (error: unknown) => {
          reportBug(error);
          process.exit(1);
        },
      );
    };
    process.once('SIGTERM', stop).once('SIGINT', stop);
    process.stdout.write(greeting(running, options.value.dataDir));
    const isLatched = () => running.engine.status().state !== 'armed';
    setTimeout(() => {
      rehearse({ clock: systemClock, reportBug, isOver: () => isStopping || isLatched() })
        .catch(reportBug)
        .finally(() => whenBusy(isLatched, allowOptimising));
    }, rehearsalAfterMs);
  } catch (error) {
    if (error instanceof StartRefused) complain(error.failure);
    else reportBug(error);
    process.exit(1);
  }
}

function greeting({ engine, configFile, devicePort, pageAddress }: RunningEngine, dataDir: string): string {
  const { state, paper, brokers } = engine.state();
  const money = paper ? 'PAPER: no money is at risk' : 'LIVE: a kill trades real money';
  return [
    `Scram is ${state === 'armed' ? 'armed' : `${state.toUpperCase()} (the kill goes on where it was)`}. ${money}.`,
    `  page     ${pageAddress}   (good for 60 s; "scram token" gives a fresh one)`,
    `  devices  port ${devicePort}`,
    `  data     ${dataDir}`,
    `  brokers  ${brokers.map(({ name, kind }) => `${name} (${kind})`).join(', ')}${configFile ? '' : ', the demo: there is no configuration file'}`,
    '',
  ].join('\n');
}

function complain({ message, hint }: { message: string; hint: string }): void {
  process.stderr.write(`scram: ${message}\n${hint}\n`);
}

function reportBug(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`scram: ${new Date().toISOString()} fault: ${text}\n`);
}
