import type { ConfigDocument } from '../../../shared/api/configuration.ts';
import { isObject, type Path, valueAt } from './edits.ts';

/** The members of a collection in one line: `main (alpaca) · lab (paper)`. */
export function membersLine(draft: ConfigDocument, path: Path): string {
  const members = Object.entries(objectAt(draft, path));
  if (members.length === 0) return 'none';
  return members.map(([name, member]) => `${name}${kindWords(name, member)}`).join(' · ');
}

/** The buttons that are believed, by name. */
export function buttonsLine(draft: ConfigDocument): string {
  const believed = Object.entries(objectAt(draft, ['devices'])).filter(
    ([, device]) => isObject(device) && device.retired !== true,
  );
  const names = believed.map(([id, device]) => (isObject(device) ? String(device.name ?? id) : id));
  return names.length === 0 ? 'none is paired' : names.join(' · ');
}

export function triggersLine(draft: ConfigDocument): string {
  const listed = valueAt(draft, ['killSwitch', 'autoTriggerOn']);
  const events = Array.isArray(listed) ? listed.map((trigger) => (isObject(trigger) ? String(trigger.event) : '')) : [];
  return events.length === 0 ? 'none: only people and buttons kill' : events.join(' · ');
}

export function windowLine(draft: ConfigDocument): string {
  return `${String(valueAt(draft, ['deadMan', 'window']) ?? '24h')} without a check-in pauses the bots`;
}

export function engineLine(draft: ConfigDocument): string {
  const { role, flattenDeadline } = objectAt(draft, ['engine']);
  return `${String(role ?? 'primary')} · a kill names what is left after ${String(flattenDeadline ?? '60s')}`;
}

function kindWords(name: string, member: unknown): string {
  const kind = isObject(member) ? member.kind : undefined;
  return typeof kind !== 'string' || kind === name ? '' : ` (${kind})`;
}

function objectAt(draft: ConfigDocument, path: Path): Record<string, unknown> {
  const value = valueAt(draft, path);
  return isObject(value) ? value : {};
}
