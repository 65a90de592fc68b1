import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import packageFile from '../../package.json' with { type: 'json' };
import type { Config } from '../shared/config.ts';
import { parseDurationMs } from '../shared/duration.ts';
import { messageOf } from '../shared/errors.ts';
import type { Failure } from '../shared/failure.ts';
import { type Clock, isoTime } from './clock.ts';
import { lockDataFolder } from './data-lock.ts';
import { createEngine, type Engine } from './engine.ts';
import { announceEngine } from './engine-file.ts';
import { defaultFlattenLimits } from './flatten/limits.ts';
import { type OpenListeners, openListeners } from './http/open-listeners.ts';
import { openTokens, type Tokens } from './http/tokens.ts';
import { loadConfig } from './load-config.ts';
import { makeFolder } from './make-folder.ts';
import { inDataDir, type StartOptions } from './options.ts';
import { openSecrets, secretNames } from './secrets.ts';
import { defaultTriggerLimits } from './triggers/limits.ts';

/** A start that can't be: what is wrong, and what to do about it. */
export class StartRefused extends Error {
  readonly failure: Pick<Failure, 'message' | 'hint'>;
  constructor(message: string, hint: string) {
    super(message);
    this.failure = { message, hint };
  }
}

/** A running engine. */
export interface RunningEngine {
  engine: Engine;
  /** null: the demo. */
  configFile: string | null;
  devicePort: number;
  controlPort: number;
  /** The page's address with a sign-in code that works once, for 60 s. */
  pageAddress: string;
  close(): Promise<void>;
}

/**
 * Starts an engine: takes the folder, remembers, opens the listeners, and only then says that it is there. Throws `StartRefused`
 * when it can't be; nothing that was there is overwritten then.
 */
export async function startEngine(
  options: StartOptions,
  clock: Clock,
  reportBug: (error: unknown) => void,
): Promise<RunningEngine> {
  const { dataDir } = options;
  const loaded = await loadConfig(dataDir, options.configFile, process.env);
  if (!loaded.ok) throw new StartRefused(loaded.failure.message, loaded.failure.hint);
  const { config, file: configFile } = loaded.value;
  const lock = await takeFolder(dataDir);
  try {
    const tokens = await openTokens(dataDir).catch((error: unknown) => refuseFolder(dataDir, error));
    const engine = await createEngine({
      dataDir,
      config,
      configFile,
      secrets: await openSecrets(dataDir, process.env, secretNames(config)),
      version: packageFile.version,
      clock,
      journalWorker: pathToFileURL(besideThisFile('journal-worker.cjs', 'journal/worker.ts')),
      botHelper: pathToFileURL(besideThisFile('bot-helper.cjs', 'bots/helper/main.ts')),
      flattenLimits: {
        ...defaultFlattenLimits,
        deadlineMs: parseDurationMs(config.engine.flattenDeadline) ?? defaultFlattenLimits.deadlineMs,
      },
      triggerLimits: defaultTriggerLimits,
      reportBug,
    });
    const listeners = await openOrStop(engine, options, config.engine, tokens, clock);
    const { devicePort, controlPort } = listeners;
    engine.listening(options.host, devicePort);
    const startedAt = isoTime(clock.wallMs());
    const { version } = packageFile;
    const announced = await announceEngine(dataDir, { pid: process.pid, devicePort, controlPort, version, startedAt });
    if (!announced.isWritten) {
      const file = join(dataDir, 'engine.json');
      reportBug(new Error(`${file} can't be written: clients can't find this engine until it can`));
    }
    return {
      engine,
      configFile,
      devicePort,
      controlPort,
      pageAddress: `http://127.0.0.1:${controlPort}/#code=${listeners.sessions.issueCode()}`,
      async close() {
        await listeners.close();
        await engine.stop();
        await announced.withdraw();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openOrStop(
  engine: Engine,
  options: StartOptions,
  { hosts, tls }: Config['engine'],
  tokens: Tokens,
  clock: Clock,
): Promise<OpenListeners> {
  const { dataDir } = options;
  try {
    return await openListeners(engine, {
      ...options,
      hosts,
      tls: tls && (await readTls(dataDir, tls)),
      tokens,
      clock,
      pageDir: besideThisFile('../renderer', '../../out/renderer'),
    });
  } catch (error) {
    await engine.stop();
    throw portTrouble(error, options.host);
  }
}

async function readTls(dataDir: string, { cert, key, port }: NonNullable<Config['engine']['tls']>) {
  const pair = { cert: await readPem(dataDir, cert), key: await readPem(dataDir, key) };
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext(pair);
  } catch (error) {
    const message = `The TLS files ${cert} and ${key} can't be used: ${messageOf(error)}.`;
    throw new StartRefused(message, 'engine.tls wants a certificate and the private key that belongs to it, in PEM.');
  }
  return { ...pair, port };
}

async function readPem(dataDir: string, path: string): Promise<Buffer> {
  return readFile(inDataDir(dataDir, path)).catch((error: unknown) => {
    const hint = 'Correct engine.tls in the configuration.';
    throw new StartRefused(`The TLS file ${path} can't be read: ${messageOf(error)}.`, hint);
  });
}

async function takeFolder(dataDir: string): Promise<{ release(): void }> {
  try {
    await makeFolder(dataDir);
    const lock = lockDataFolder(dataDir);
    if (lock) return lock;
  } catch (error) {
    return refuseFolder(dataDir, error);
  }
  const hint = 'Use that one ("scram status"), stop it, or give this one a folder of its own with --data.';
  throw new StartRefused(`Another engine is running on ${dataDir}.`, hint);
}

function refuseFolder(dataDir: string, error: unknown): never {
  const hint = 'Make it writable for you, or name another one with --data.';
  throw new StartRefused(`The data folder ${dataDir} can't be used: ${messageOf(error)}.`, hint);
}

/** An address that is not this machine's, a port that is taken or forbidden, in words; anything else as it is. */
function portTrouble(error: unknown, host: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRNOTAVAIL' || ('syscall' in error && error.syscall === 'getaddrinfo')) {
    const hint = 'Name one with --host: 0.0.0.0 for all of them, 127.0.0.1 to be reached from this machine alone.';
    return new StartRefused(`${host} is no address of this machine.`, hint);
  }
  if (!('port' in error)) return error;
  const hint = 'Stop what uses it, or choose another with --device-port or --control-port (0 picks a free one).';
  if (error.code === 'EADDRINUSE') return new StartRefused(`Port ${error.port} is taken.`, hint);
  return new StartRefused(`Port ${error.port} can't be opened: ${error.message}.`, hint);
}

/** A file that lies beside the bundle, or, when the sources are run as they are, beside this file. */
function besideThisFile(bundled: string, source: string): string {
  const here = fileURLToPath(import.meta.url);
  return join(dirname(here), here.endsWith('.ts') ? source : bundled);
}
