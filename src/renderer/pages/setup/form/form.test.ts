import { expect, test } from 'vitest';
import { type Entry, kindsAt, type Setting, settingsAt } from './schema.ts';
import { type TextEntry, textOf, valueFrom } from './text.ts';

const collections = [['brokers'], ['bots'], ['alerts'], ['killSwitch', 'autoTriggerOn']];

function entries(settings: readonly Setting[]): Entry[] {
  return settings.flatMap(({ input }) => (input.entry === 'group' ? entries(input.settings) : [input]));
}

test('every kind of broker, bot, channel and trigger has a form, made from the schema', () => {
  expect(kindsAt(['brokers']).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['paper', 'alpaca']));
  expect(kindsAt(['bots']).map(({ kind }) => kind)).toEqual([
    'flag-file',
    'process',
    'command',
    'webhook',
    'freqtrade',
  ]);
  expect(kindsAt(['alerts'])).toHaveLength(8);
  expect(kindsAt(['killSwitch', 'autoTriggerOn'])).toHaveLength(4);
  for (const path of collections) for (const { help } of kindsAt(path)) expect(help).not.toBe('');
});

test('a setting has a name for people, a sentence of help, and what holds without it', () => {
  const email = kindsAt(['alerts']).find(({ kind }) => kind === 'email');
  expect(email?.settings.find(({ key }) => key === 'port')).toMatchObject({ isRequired: false, standard: 587 });
  expect(email?.settings.find(({ key }) => key === 'to')).toMatchObject({
    label: 'To',
    isRequired: true,
    help: 'One mailbox or list. For several, one channel each.',
    input: { entry: 'text' },
  });
  const [, alpaca] = kindsAt(['brokers']);
  expect(alpaca?.settings.map(({ label, input }) => [label, input.entry])).toEqual([
    ['Paper', 'switch'],
    ['Key ID', 'secret'],
    ['Secret key', 'secret'],
    ['Base URL', 'text'],
  ]);
});

test('settings of every form are known', () => {
  expect(kindsAt(['devices'])[0]?.settings.map(({ input }) => input)).toMatchObject([
    { entry: 'text' },
    { entry: 'secret' },
    { entry: 'ticks', of: ['wifi', 'usb'] },
    { entry: 'choice', of: ['alarm', 'pause', 'kill'] },
    { entry: 'switch' },
  ]);
  expect(settingsAt(['links', 'wifi'])[0]?.input).toEqual({ entry: 'secrets' });
  expect(settingsAt(['engine']).find(({ key }) => key === 'tls')?.input).toMatchObject({ entry: 'group' });
  const telegram = kindsAt(['alerts']).find(({ kind }) => kind === 'telegram')?.settings ?? [];
  expect(telegram.map(({ input }) => input.entry)).toEqual(['secret', 'number-or-text', 'numbers', 'text']);
});

test('nothing falls back to JSON that could be entered as itself', () => {
  const places = collections.flatMap((path) => kindsAt(path).flatMap(({ settings }) => entries(settings)));
  const groups = [['deadMan'], ['engine'], ['links'], ['watchdog']].flatMap((path) => entries(settingsAt(path)));
  expect([...places, ...groups].filter(({ entry }) => entry === 'json')).toEqual([]);
});

test.each<[TextEntry, unknown, string]>([
  ['text', 'http://a.example', 'http://a.example'],
  ['number', 0.25, '0.25'],
  ['number-or-text', '@channel', '@channel'],
  ['number-or-text', -100123, '-100123'],
  ['lines', ['systemctl', 'stop', 'bot'], 'systemctl\nstop\nbot'],
  ['numbers', [7, 8], '7\n8'],
  ['secrets', [{ secret: 'a' }, { env: 'B' }], 'a\nenv:B'],
  ['pairs', { BTC: '0.5', 'A=B': '' }, 'BTC = 0.5\nA=B = '],
  ['json', { a: [1] }, '{\n  "a": [\n    1\n  ]\n}'],
])('%s: what stands in the control means the value', (entry, value, text) => {
  expect(textOf(entry, value)).toBe(text);
  if (entry !== 'pairs') expect(valueFrom(entry, text)).toEqual(value);
  expect(valueFrom(entry, ' \n ')).toBeUndefined();
  expect(textOf(entry, undefined)).toBe('');
});

test('pairs are read one a line', () => {
  expect(valueFrom('pairs', 'BTC = 0.5\n\n ETH=1 ')).toEqual({ BTC: '0.5', ETH: '1' });
});

test('what is none stays as it was typed, for the schema to refuse', () => {
  expect(valueFrom('number', '12x')).toBe('12x');
  expect(valueFrom('json', '{')).toBe('{');
  expect(textOf('lines', 'not a list')).toBe('"not a list"');
});
