import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from '../shared/data-folder.ts';
import type { Failure } from '../shared/failure.ts';
import { ok, type Result, refuse } from '../shared/result.ts';

/** What the engine is started with. */
export interface StartOptions {
  dataDir: string;
  /** null: `DIR/config.json` if it is there, the demo if not. */
  configFile: string | null;
  /** Of the device listener alone; the control listener is always on loopback. */
  host: string;
  devicePort: number;
  controlPort: number;
}

export const engineUsage = `Usage: scram engine [--data DIR] [--config FILE] [--host ADDRESS] [--device-port N] [--control-port N]

  --data DIR         where everything is kept (default: the platform's application-data folder)
  --config FILE      the configuration (default: DIR/config.json; without one, a paper account)
  --host ADDRESS     address of the listener for devices and bots (default 0.0.0.0)
  --device-port N    its port (default 5050; 0 picks a free one)
  --control-port N   port of the operator's listener on 127.0.0.1 (default 5051; 0 picks a free one)`;

const flags = {
  data: { type: 'string' },
  config: { type: 'string' },
  host: { type: 'string', default: '0.0.0.0' },
  'device-port': { type: 'string', default: '5050' },
  'control-port': { type: 'string', default: '5051' },
  headless: { type: 'boolean' },
} as const;

/** The engine's command line. `--headless` says that no desktop is wanted, and an engine has none. */
export function parseEngineArgs(argv: readonly string[]): Result<StartOptions> {
  try {
    const { values } = parseArgs({ args: [...argv], options: flags, strict: true });
    const devicePort = portOf(values['device-port']);
    const controlPort = portOf(values['control-port']);
    if (devicePort === null) return refuse(wrong('--device-port', 'must be a port from 0 to 65535'));
    if (controlPort === null) return refuse(wrong('--control-port', 'must be a port from 0 to 65535'));
    // What a shell makes of a variable that is not set: the folder that one happens to be in, or every address, is not meant.
    const empty = (['data', 'config', 'host'] as const).find((name) => values[name] === '');
    if (empty) return refuse(wrong(`--${empty}`, 'must not be empty'));
    const dataDir = resolve(values.data ?? dataFolder(process.platform, process.env, homedir()));
    const configFile = values.config === undefined ? null : resolve(values.config);
    return ok({ dataDir, configFile, host: values.host, devicePort, controlPort });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'The command line is wrong.';
    return refuse({ code: 'bad_request', message, hint: engineUsage });
  }
}

/** A path from the configuration: relative to the data folder. */
export function inDataDir(dataDir: string, path: string): string {
  return isAbsolute(path) ? path : join(dataDir, path);
}

function portOf(text: string): number | null {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : null;
}

function wrong(flag: string, predicate: string): Failure {
  return { code: 'bad_request', message: `${flag} ${predicate}.`, hint: engineUsage, field: flag };
}
