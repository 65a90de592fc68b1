import { describe, expect, it } from 'vitest';
import { configJsonSchema, demoConfig, parseConfig } from './config.ts';

const failureOf = (text: string) => {
  const parsed = parseConfig(text);
  if (parsed.ok) throw new Error('expected a failure');
  return parsed.failure;
};
const withBroker = (rest: object) => JSON.stringify({ brokers: { demo: { kind: 'paper' } }, ...rest });

describe('the configuration', () => {
  it('trades on paper where there is no file', () => {
    expect(Object.values(demoConfig.brokers)).toEqual([{ kind: 'paper' }]);
  });

  it.each([
    ['a comma too many', '{"brokers":{},}', undefined, /not valid JSON/],
    ['no brokers', '{}', 'brokers', /is missing/],
    ['the same twice', '{"brokers":{"a":{"kind":"paper"},"a":{"kind":"paper"}}}', 'brokers.a', /more than once/],
    [
      'a name that nothing can have',
      '{"brokers":{"__proto__":{"kind":"paper"}}}',
      'brokers.__proto__',
      /more than once/,
    ],
    [
      'a password in an address',
      '{"brokers":{"a":{"kind":"paper","url":"http://me:secret@127.0.0.1:1"}}}',
      'brokers.a.url',
      /no name and no password/,
    ],
    ['an empty list of brokers', '{"brokers":{}}', 'brokers', /at least one broker/],
    ['a misspelt key', '{"broker":{"a":{"kind":"paper"}}}', 'broker', /not a known setting/],
    [
      'a misspelt key deep inside',
      '{"brokers":{"a":{"kind":"paper","ulr":"x"}}}',
      'brokers.a.ulr',
      /not a known setting/,
    ],
    [
      'a duration without a unit',
      withBroker({ engine: { flattenDeadline: '60' } }),
      'engine.flattenDeadline',
      /duration/,
    ],
    ['a deadline too short', withBroker({ engine: { flattenDeadline: '1s' } }), 'engine.flattenDeadline', /from 5.0 s/],
    [
      'a reset without a reason',
      withBroker({ killSwitch: { reasonRequired: false } }),
      'killSwitch.reasonRequired',
      /recorded with its reason/,
    ],
    ['an address of another kind', '{"brokers":{"a":{"kind":"paper","url":"ftp://x"}}}', 'brokers.a.url', /http/],
    ['a list', '[]', undefined, /^The configuration must be an object, \{…\}\.$/],
    ['a number for a duration', withBroker({ deadMan: { window: 24 } }), 'deadMan.window', /must be a duration/],
    [
      'a word for a flag',
      withBroker({ links: { usb: { discover: 'x' } } }),
      'links.usb.discover',
      /must be true or false/,
    ],
    ['a role that is none', withBroker({ engine: { role: 'x' } }), 'engine.role', /must be "primary" or "standby"/],
    ['an id that is none', withBroker({ devices: { xyz: {} } }), 'devices.xyz', /must be 8 lower-case hex digits/],
    ['an empty list', withBroker({ bots: { b: { kind: 'command', halt: [] } } }), 'bots.b.halt', /must not be empty/],
    [
      'a port that is none',
      withBroker({ engine: { tls: { cert: 'c', key: 'k', port: 99_999 } } }),
      'engine.tls.port',
      /must be at most 65535/,
    ],
  ])('refuses %s, naming the field and the remedy', (_what, text, field, message) => {
    const failure = failureOf(text);
    expect(failure).toMatchObject({ code: 'bad_request', ...(field && { field }) });
    expect(failure.message).toMatch(message);
    expect(failure.hint).not.toBe('');
  });

  it('names the nearest known key', () => {
    expect(failureOf('{"brokers":{"a":{"kind":"paper","ulr":"x"}}}').hint).toBe('Did you mean "url"?');
    expect(failureOf(withBroker({ engin: {} })).hint).toBe('Did you mean "engine"?');
  });

  it('names no key that only another kind has', () => {
    const { message, hint } = failureOf('{"brokers":{"a":{"kind":"paper","keyId":"x"}}}');
    expect(message).toBe('brokers.a.keyId is not a known setting.');
    expect(hint).toBe('Remove "keyId", or see docs/configuration.md for what is known.');
  });

  it('is published as JSON Schema', async () => {
    const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../docs/config.schema.json');
  });
});
