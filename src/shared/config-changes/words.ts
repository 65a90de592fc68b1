import type { Difference } from './changes.ts';

/** What one member of a collection is called. */
const memberWords: Readonly<Record<string, string>> = {
  brokers: 'broker',
  bots: 'bot',
  devices: 'button',
  peers: 'peer',
  alerts: 'alert channel',
};

const settingWords: Readonly<Record<string, string>> = {
  'deadMan.window': 'dead man’s window',
  'killSwitch.requireManualReset': 'a reset by hand is required',
  'killSwitch.alertChannels': 'channels that a kill goes to',
  'links.wifi.staticTokens': 'static tokens',
  'links.wifi.announce': 'announced as scram.local',
  'engine.flattenDeadline': 'deadline of a kill',
  'engine.role': 'role of this engine',
  'engine.standbyDelay': 'delay of a standby',
  'engine.hosts': 'further host names',
};

/** A value longer than this says less, not more. */
const valueCharactersMax = 60;

/** The change in words, such as `bot grid: deadline 30s → 2m`, `broker spot is new`. */
export function changeWords({ path, before, after }: Difference): string {
  const what = subject(path);
  if (before === undefined) return `${what} ${isMember(path) ? 'is new' : `is now ${valueWords(path, after)}`}`;
  if (after === undefined) return `${what} ${isMember(path) ? 'is gone' : `is no longer ${valueWords(path, before)}`}`;
  return `${what} ${valueWords(path, before)} → ${valueWords(path, after)}`;
}

function subject(path: readonly string[]): string {
  const [first = '', second = '', third = '', ...rest] = path;
  const member = memberWords[first];
  if (member !== undefined) return named(`${member} ${second}`, third === '' ? [] : [third, ...rest]);
  if (second === 'autoTriggerOn') return named(`trigger ${third}`, rest);
  const whole = path.join('.');
  return settingWords[whole] ?? whole;
}

function named(owner: string, setting: readonly string[]): string {
  return setting.length === 0 ? owner : `${owner}: ${setting.join('.')}`;
}

function isMember([first = '', second, ...rest]: readonly string[]): boolean {
  return (first in memberWords && rest.length === 0) || (second === 'autoTriggerOn' && rest.length === 1);
}

/**
 * Nobody should write a key into an address or the arguments of a program, and yet somebody will: of those only what can't be one is
 * shown.
 */
function valueWords(path: readonly string[], value: unknown): string {
  if (Array.isArray(value)) return path[0] === 'bots' ? `${String(value[0])} …` : listWords(value);
  return shortened(typeof value === 'string' ? withoutCredentials(value) : JSON.stringify(value));
}

function listWords(values: readonly unknown[]): string {
  if (values.length === 0) return 'none';
  return shortened(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(', '));
}

function withoutCredentials(text: string): string {
  const url = /^https?:/.test(text) ? URL.parse(text) : null;
  return url === null ? text : `${url.origin}${url.pathname === '/' ? '' : '/…'}`;
}

function shortened(text: string): string {
  return text.length <= valueCharactersMax ? text : `${text.slice(0, valueCharactersMax)}…`;
}
