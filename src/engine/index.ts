import launch from '../shared/engine-launch.json' with { type: 'json' };
import { beThrifty } from './v8.ts';

/**
 * Runs the engine in this process until it is told to stop; `run.ts` says how. Its code is loaded only here, because loading it is
 * enough work to bring V8's optimising compilers into memory.
 */
export async function runEngine(argv: readonly string[]): Promise<void> {
  beThrifty();
  // Meant for this process alone: what it starts may be somebody's bot.
  for (const name of Object.keys(launch.environment)) delete process.env[name];
  const { run } = await import('./run.ts');
  await run(argv);
}

/** What is wrong with flags that an engine is to be started with later; null when it would take them. */
export async function faultOfFlags(argv: readonly string[]): Promise<string | null> {
  const { parseEngineArgs } = await import('./options.ts');
  const options = parseEngineArgs(argv);
  return options.ok ? null : options.failure.message;
}
