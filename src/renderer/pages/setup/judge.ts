import type { ConfigAnswer, ConfigDocument } from '../../../shared/api/configuration.ts';
import { Config, faultsIn } from '../../../shared/config.ts';
import { type ConfigChange, configChanges } from '../../../shared/config-changes/changes.ts';
import type { Failure } from '../../../shared/failure.ts';

export interface Judged {
  faults: readonly Failure[];
  changes: readonly ConfigChange[];
}

/** What is wrong with a draft, by the schema that the engine uses too, and otherwise what it would change. */
export function judgeDraft(file: ConfigDocument, draft: ConfigDocument): Judged {
  const faults = faultsIn(draft);
  return { faults, changes: faults.length > 0 ? [] : changesBetween(file, draft) };
}

/** What stands in the file and waits for a restart of the engine. */
export function waitingChanges({ config, document }: ConfigAnswer): ConfigChange[] {
  return document === null ? [] : changesBetween(config, document);
}

function changesBetween(before: unknown, after: unknown): ConfigChange[] {
  const [from, to] = [Config.safeParse(before), Config.safeParse(after)];
  return from.success && to.success ? configChanges(from.data, to.data) : [];
}

/** The fault of one setting, or of something inside of it that has no control of its own. */
export function faultAt(faults: readonly Failure[], path: readonly string[]): Failure | null {
  const field = path.join('.');
  return faults.find(({ field: at = '' }) => at === field || at.startsWith(`${field}.`)) ?? null;
}

/** `must be …`, without the setting's path in front: it stands at the setting. */
export function faultWords({ message, field = '', code, hint }: Failure): string {
  const words = message.startsWith(`${field} `) ? message.slice(field.length + 1) : message;
  return code === 'bad_request' && hint.startsWith('Did you mean') ? `${words} ${hint}` : words;
}
