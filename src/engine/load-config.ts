import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, demoConfig, parseConfig, withEnvironment } from '../shared/config.ts';
import { hasCode, messageOf } from '../shared/errors.ts';
import { ok, type Result, refuse } from '../shared/result.ts';

export interface LoadedConfig {
  config: Config;
  /** null: no file, so the demo. */
  file: string | null;
}

/** The configuration with the environment's word in it, or what is wrong with either. */
export async function loadConfig(
  dataDir: string,
  asked: string | null,
  environment: Record<string, string | undefined>,
): Promise<Result<LoadedConfig>> {
  const loaded = await loadFile(dataDir, asked);
  if (!loaded.ok) return loaded;
  const config = withEnvironment(loaded.value.config, environment);
  return config.ok ? ok({ ...loaded.value, config: config.value }) : config;
}

/** Only where there is no file at all, and none was asked for, is there a demo. */
async function loadFile(dataDir: string, asked: string | null): Promise<Result<LoadedConfig>> {
  const file = asked ?? join(dataDir, 'config.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = hasCode(error, 'ENOENT');
    if (missing && asked === null) return ok({ config: demoConfig, file: null });
    const message = `The configuration ${file} can't be read: ${messageOf(error)}.`;
    return refuse({ code: 'bad_request', message, hint: 'Check the path and its permissions.', field: '--config' });
  }
  const parsed = parseConfig(text);
  if (parsed.ok) return ok({ config: parsed.value, file });
  const { failure } = parsed;
  return refuse({ ...failure, message: `${file}: ${failure.message}` });
}
