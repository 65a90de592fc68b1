import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../../client/answer.ts';
import type { Endpoint } from '../../client/client.ts';
import type { Called } from '../../client/failure.ts';
import { dataFiles } from '../../shared/data-folder.ts';
import { EngineFile } from '../../shared/engine-file.ts';
import { hasCode } from '../../shared/errors.ts';

/** An engine by the files that it wrote into its data folder; its process may be gone all the same. */
export interface FoundEngine {
  pid: number;
  devicePort: number;
  controlPort: number;
  /** null while the operator's token can't be read. */
  token: string | null;
}

/** null when no engine has written its file, or something else stands there. */
export function readDataFolder(dataDir: string): FoundEngine | null {
  const file = EngineFile.safeParse(parseJson(readText(join(dataDir, dataFiles.engine)) ?? ''));
  if (!file.success) return null;
  const { pid, devicePort, controlPort } = file.data;
  const token = readText(join(dataDir, dataFiles.operatorToken))?.trim();
  return { pid, devicePort, controlPort, token: token || null };
}

/** The first fact of an engine's health. Signal 0 asks without touching; a process of another user answers EPERM, and lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Where the engine of a folder is reached, and with what token. Asked before every call, because one that was started again may
 * listen elsewhere. The token is not sent to whatever took the port of an engine that is gone.
 */
export function endpointOf(dataDir: string, alive: (pid: number) => boolean = isAlive): Called<Endpoint> {
  const found = readDataFolder(dataDir);
  if (found === null || !alive(found.pid)) return unreachable('No engine is running.', 'The shell starts one.');
  const { controlPort, token } = found;
  if (token === null) return unreachable('The operator’s token can’t be read.', 'See who owns the data folder.');
  return { ok: true, value: { baseUrl: `http://127.0.0.1:${controlPort}`, token } };
}

function unreachable(message: string, hint: string): Called<never> {
  return { ok: false, failure: { code: 'unreachable', message, hint, mayHaveLanded: false } };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
