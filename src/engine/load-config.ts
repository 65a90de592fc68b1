import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, demoConfig, parseConfig } from '../shared/config.ts';
import { ok, type Result, refuse } from '../shared/result.ts';

export interface LoadedConfig {
  config: Config;
  /** null: no file, so the demo. */
  file: string | null;
}

/** The configuration, or what is wrong with it. Only where there is no file at all, and none was asked for, is there a demo. */
export async function loadConfig(dataDir: string, asked: string | null): Promise<Result<LoadedConfig>> {
  const file = asked ?? join(dataDir, 'config.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && asked === null) return ok({ config: demoConfig, file: null });
    const message = `The configuration ${file} can't be read: ${error instanceof Error ? error.message : 'unknown'}.`;
    return refuse({ code: 'bad_request', message, hint: 'Check the path and its permissions.', field: '--config' });
  }
  const parsed = parseConfig(text);
  if (parsed.ok) return ok({ config: parsed.value, file });
  const { failure } = parsed;
  return refuse({ ...failure, message: `${file}: ${failure.message}` });
}
