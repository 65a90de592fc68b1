import type { Config } from '../config.ts';
import { loosens } from './loosens.ts';
import { changeWords } from './words.ts';

/** One setting, or one broker, bot, channel … as a whole, that another configuration would have otherwise. */
export interface ConfigChange {
  /** Dotted, as in the file; an automatic trigger stands under its event. */
  field: string;
  /** For people and for the journal: `dead man’s window 24h → 48h`. Never a secret: the configuration only names those. */
  words: string;
  /** Takes away some protection, or can't be told not to: it wants a reason. */
  loosens: boolean;
}

/** A setting that differs; `undefined` where there is none on that side. */
export interface Difference {
  path: readonly string[];
  before: unknown;
  after: unknown;
}

/**
 * What would be otherwise, in the order of the file. Defaults count as if they were written out, so that a file which says what is
 * so anyway changes nothing. Whoever asks for a reason and whoever shows the change use this one list.
 */
export function configChanges(before: Config, after: Config): ConfigChange[] {
  return differences([], comparable(before), comparable(after)).map((difference) => ({
    field: difference.path.join('.'),
    words: changeWords(difference),
    loosens: loosens(difference, { before, after }),
  }));
}

/** Triggers by their event, because their order means nothing. */
function comparable({ $schema: _, killSwitch, ...rest }: Config): object {
  const triggers = Object.fromEntries(killSwitch.autoTriggerOn.map((trigger) => [trigger.event, trigger]));
  return { killSwitch: { ...killSwitch, autoTriggerOn: triggers }, ...rest };
}

function differences(path: readonly string[], before: unknown, after: unknown): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isBranch(before) || !isBranch(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => differences([...path, key], before[key], after[key]));
}

/** Something with settings inside; a reference to a secret is a value. */
function isBranch(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return !(keys.length === 1 && (keys[0] === 'env' || keys[0] === 'secret'));
}
