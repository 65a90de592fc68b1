import type { Config } from '../config.ts';
import { parseDurationMs } from '../duration.ts';
import type { Difference } from './changes.ts';

interface Sides {
  before: Config;
  after: Config;
}

type Rule = (difference: Difference, sides: Sides) => boolean;

const always: Rule = () => true;
const never: Rule = () => false;
const longer: Rule = ({ before, after }) => durationMs(after) > durationMs(before);
const greater: Rule = ({ before, after }) => Number(after) > Number(before);
const isNow =
  (value: unknown): Rule =>
  ({ after }) =>
    after === value;
/** Something that was in the list is no longer. */
const lacks: Rule = ({ before, after }) => list(before).some((item) => !list(after).includes(item));

const collections: readonly string[] = ['brokers', 'bots', 'devices', 'peers', 'alerts'];

/**
 * Of settings that exist on both sides, or that are lists: when a change of them loosens. What is not here loosens whenever it
 * changes: a broker that is pointed elsewhere leaves the account before it unguarded, and a setting that nobody has judged must not
 * pass for harmless. `*` stands for a name.
 */
const rules: Readonly<Record<string, Rule>> = {
  'killSwitch.autoTriggerOn.*.threshold': greater,
  'killSwitch.autoTriggerOn.*.maxJump': greater,
  'killSwitch.autoTriggerOn.*.maxAge': longer,
  'killSwitch.requireManualReset': isNow(false),
  'killSwitch.alertChannels': narrows,
  'deadMan.window': longer,
  'bots.*.deadline': longer,
  'bots.*.callTimeout': longer,
  'bots.*.killAfter': longer,
  'devices.*.name': never,
  'devices.*.paths': lacks,
  'devices.*.onSilence': ({ before, after }) => strength(after) < strength(before),
  'devices.*.retired': isNow(true),
  'links.usb.discover': isNow(false),
  'links.usb.paths': lacks,
  'links.wifi.announce': isNow(false),
  // Both ways: one token more is one that a network can overhear, one fewer a way to kill that is gone.
  'links.wifi.staticTokens': always,
  'watchdog.every': longer,
  'engine.flattenDeadline': longer,
  'engine.role': isNow('standby'),
  'engine.standbyDelay': longer,
};

/** Whether the change takes away some protection: a way to kill, to notice, to be told, or what a kill covers. */
export function loosens(difference: Difference, sides: Sides): boolean {
  const { path, before, after } = difference;
  const rule = rules[patternOf(path)];
  if (rule !== undefined) return rule(difference, sides);
  if (before === undefined) return isInsideMember(path) || admitsMore(after);
  // A button that was not believed any more is no loss.
  return !(after === undefined && path[0] === 'devices' && isRetired(before));
}

/** Names of what stands in a collection become `*`. */
function patternOf([first = '', second = '', ...rest]: readonly string[]): string {
  if (collections.includes(first)) return [first, '*', ...rest].join('.');
  if (second === 'autoTriggerOn') return [first, second, '*', ...rest.slice(1)].join('.');
  return [first, second, ...rest].join('.');
}

/** Another address or another exception of a broker, bot, peer or channel that stays: it is not the one that it was. */
function isInsideMember(path: readonly string[]): boolean {
  return collections.includes(path[0] ?? '') && path.length > 2;
}

/** Something that is wholly new guards more, unless it brings people along who may command the engine. */
function admitsMore(added: unknown): boolean {
  return isObject(added) && list(added.allowedUserIds).length > 0;
}

/** A channel that was told of kills and still exists is no longer told. */
function narrows(_: Difference, { before, after }: Sides): boolean {
  const told = (config: Config) => config.killSwitch.alertChannels ?? Object.keys(config.alerts);
  return told(before).some((channel) => channel in after.alerts && !told(after).includes(channel));
}

function isRetired(device: unknown): boolean {
  return isObject(device) && device.retired === true;
}

function strength(onSilence: unknown): number {
  return ['alarm', 'pause', 'kill'].indexOf(String(onSilence));
}

/** What can't be read counts as without end. */
function durationMs(value: unknown): number {
  return parseDurationMs(String(value)) ?? Number.POSITIVE_INFINITY;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
