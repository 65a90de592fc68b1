import { isDeepStrictEqual } from 'node:util';
import type { ConfigDocument, ConfigWritten } from '../shared/api/commands.ts';
import { type Config, parseConfig } from '../shared/config.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { EngineParts } from './assemble.ts';
import { lossesOf } from './config-change.ts';
import type { SignedIn } from './dead-man/dead-man.ts';
import { engagedKill } from './switch/latch.ts';

/**
 * Writes a configuration into the file, for the engine's next start. Refused when it is none, naming the setting; and, while a
 * latch is engaged, when it would take away what the latch holds or waits for.
 */
export async function replaceConfiguration(
  { configStore, killSwitch, deadMan, record }: Pick<EngineParts, 'configStore' | 'killSwitch' | 'deadMan' | 'record'>,
  json: ConfigDocument,
  { source, from }: SignedIn,
): Promise<Result<ConfigWritten>> {
  const wanted = parseConfig(JSON.stringify(json));
  if (!wanted.ok) return wanted;
  const before = configStore.config();
  const isLatched = engagedKill(killSwitch.state()) !== null || deadMan.isTriggered();
  const against = isLatched ? lossesOf(before, wanted.value) : [];
  if (against.length > 0) {
    const message = 'A switch is engaged: the configuration may add to what it holds, and take nothing away.';
    return refuse({ code: 'not_now', message, hint: 'Reset first, or leave what is listed as it is.', against });
  }
  const written = await configStore.replace(json);
  if (!written.ok) return written;
  const settings = (Object.keys(wanted.value) as (keyof Config)[]).filter(
    (setting) => !isDeepStrictEqual(before[setting], wanted.value[setting]),
  );
  record({ kind: 'CONFIG_CHANGED', source, data: { from, settings } });
  return ok({ file: written.value.path, inForce: 'after a restart' });
}
