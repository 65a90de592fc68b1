import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../client/answer.ts';
import { type Client, createClient, type Endpoint } from '../client/client.ts';
import type { Called, CallFailure } from '../client/failure.ts';
import { dataFiles } from '../shared/data-folder.ts';
import { EngineFile } from '../shared/engine-file.ts';
import { hasCode } from '../shared/errors.ts';

/** Where the engine of a data folder listens, by the files that it wrote there. */
export function findEngine(folder: string): Called<Endpoint> {
  const text = readText(join(folder, dataFiles.engine));
  if (text === null) return missing(`No engine is running on ${folder}.`);
  const file = EngineFile.safeParse(parseJson(text));
  if (!file.success) return missing(`${join(folder, dataFiles.engine)} is not a file that an engine wrote.`);
  if (!isAlive(file.data.pid)) {
    return missing(`The engine of ${folder} is not running (its process ${file.data.pid} is gone).`);
  }
  const token = readText(join(folder, dataFiles.operatorToken))?.trim();
  if (!token) {
    return missing(
      `${join(folder, dataFiles.operatorToken)} can't be read.`,
      'Run this as the user that the engine runs as.',
    );
  }
  return { ok: true, value: { baseUrl: `http://127.0.0.1:${file.data.controlPort}`, token } };
}

/** A client for the engine of a folder. The token is not sent to whatever took the port of an engine that is gone. */
export function engineClient(folder: string): Called<Client> {
  const found = findEngine(folder);
  if (!found.ok) return found;
  return { ok: true, value: createClient({ endpoint: found.value, source: 'cli', fetch: globalThis.fetch }) };
}

function missing(message: string, hint = 'Start it with: scram engine   (another folder: --data DIR)') {
  const failure: CallFailure = { code: 'unreachable', message, hint, mayHaveLanded: false };
  return { ok: false as const, failure };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Signal 0 asks without touching; a process of another user answers EPERM, and is alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
