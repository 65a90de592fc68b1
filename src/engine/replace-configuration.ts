import { type ConfigDocument, ConfigReplacement, type ConfigWritten } from '../shared/api/configuration.ts';
import { type Config, parseConfig, parseNewConfig } from '../shared/config.ts';
import { type ConfigChange, configChanges } from '../shared/config-changes/changes.ts';
import type { Failure } from '../shared/failure.ts';
import { isMeaningfulReason, leastReason } from '../shared/reason.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { EngineParts } from './assemble.ts';
import { lossesOf } from './config-change.ts';
import type { StoredDocument } from './config-store.ts';
import type { SignedIn } from './dead-man/dead-man.ts';
import { parseWith } from './http/body.ts';
import { engagedKill } from './switch/latch.ts';

/**
 * Writes a configuration into the file, for the engine's next start. Refused when it is none, naming the setting; while a latch is
 * engaged, when it would take away what the latch holds or waits for; when it takes away some protection and no reason is given;
 * and when the file is not the one that was edited.
 */
export async function replaceConfiguration(
  { configStore, killSwitch, deadMan, record }: Pick<EngineParts, 'configStore' | 'killSwitch' | 'deadMan' | 'record'>,
  body: ConfigDocument,
  { source, from }: SignedIn,
): Promise<Result<ConfigWritten>> {
  const asked = readBody(body);
  if (!asked.ok) return asked;
  const { config, revision } = asked.value;
  const wanted = parseNewConfig(JSON.stringify(config));
  if (!wanted.ok) return wanted;
  const inForce = configStore.config();
  const isLatched = engagedKill(killSwitch.state()) !== null || deadMan.isTriggered();
  const against = isLatched ? lossesOf(inForce, wanted.value) : [];
  if (against.length > 0) {
    const message = 'A switch is engaged: the configuration may add to what it holds, and take nothing away.';
    return refuse({ code: 'not_now', message, hint: 'Reset first, or leave what is listed as it is.', against });
  }
  const reason = asked.value.reason?.trim() ?? '';
  let changes: ConfigChange[] = [];
  const written = await configStore.replace(config, (stored) => {
    if (revision !== undefined && revision !== stored.revision) return changedMeanwhile;
    changes = configChanges(standing(stored, inForce), wanted.value);
    const isFree = isMeaningfulReason(reason) || !changes.some(({ loosens }) => loosens);
    return isFree ? null : reasonWanted(changes);
  });
  if (!written.ok) return written;
  const settings = [...new Set(changes.map(({ field }) => field.split('.')[0] ?? ''))];
  record({
    kind: 'CONFIG_CHANGED',
    source,
    ...(reason !== '' && { reason }),
    data: { from, settings, changes: changes.map(({ words, loosens }) => ({ words, loosens })) },
  });
  return ok({ file: written.value.path, inForce: 'after a restart' });
}

/** The document alone, or with a reason and with what was edited. */
function readBody(body: ConfigDocument): Result<ConfigReplacement> {
  return 'config' in body ? parseWith(ConfigReplacement, body, 'body') : ok({ config: body });
}

/** What the change is measured by: the file, whose own changes have been judged already, or what is in force where it is no use. */
function standing({ document }: StoredDocument, inForce: Config): Config {
  const parsed = document === null ? null : parseConfig(JSON.stringify(document));
  return parsed?.ok === true ? parsed.value : inForce;
}

function reasonWanted(changes: readonly ConfigChange[]): Failure {
  const loosening = changes.filter(({ loosens }) => loosens);
  return {
    code: 'bad_request',
    message: 'This takes away some protection, and that wants a reason.',
    hint: `Send {"config": …, "reason": "…"} with ${leastReason}.`,
    field: 'reason',
    against: loosening.map(({ words }) => ({ code: 'config', message: words })),
  };
}

const changedMeanwhile: Failure = {
  code: 'not_now',
  message: 'The configuration file has been changed since it was read.',
  hint: 'Read it again, and make the change anew.',
  field: 'revision',
};
