import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const brokers = { demo: { kind: 'paper' } };
const login = { baseUrl: 'http://127.0.0.1:8080', username: { secret: 'u' }, password: { secret: 'p' } };
const parse = (bots: Record<string, unknown>) => parseConfig(JSON.stringify({ brokers, bots }));

test('every way with the least that it needs, and its deadlines', () => {
  const parsed = parse({
    flag: { kind: 'flag-file' },
    proc: { kind: 'process', pattern: 'grid_bot' },
    cmd: { kind: 'command', halt: ['true'] },
    hook: { kind: 'webhook', baseUrl: 'https://bots.example.net/x', key: { secret: 'h' } },
    ft: { kind: 'freqtrade', ...login, broker: 'demo' },
  });
  const named = parsed.ok ? Object.entries(parsed.value.bots) : [];
  expect(named.map(([name, { deadline, callTimeout }]) => `${name} ${deadline} ${callTimeout}`)).toEqual([
    'flag 5s 2s',
    'proc 30s 5s',
    'cmd 30s 20s',
    'hook 30s 5s',
    'ft 2m 10s',
  ]);
});

test.each<[string, unknown, string, RegExp]>([
  ['no kind', {}, 'bots.it.kind', /must be flag-file, process/],
  ['a misspelt key', { kind: 'flag-file', pth: 'x' }, 'bots.it.pth', /not a known setting/],
  ['a process without a way to find it', { kind: 'process' }, 'bots.it', /either "pidFile" or "pattern"/],
  ['a process with two', { kind: 'process', pidFile: 'a', pattern: 'abc' }, 'bots.it', /either/],
  ['a pattern that is none', { kind: 'process', pattern: 'abc(' }, 'bots.it.pattern', /regular expression/],
  ['a pattern that fits everything', { kind: 'process', pattern: '.' }, 'bots.it.pattern', /at least 3/],
  [
    'a SIGKILL after the deadline',
    { kind: 'process', pattern: 'abc', killAfter: '30s' },
    'bots.it.killAfter',
    /shorter than deadline/,
  ],
  ['a command line for a shell', { kind: 'command', halt: 'systemctl stop bot' }, 'bots.it.halt', /must be a list/],
  ['a secret in the file', { kind: 'webhook', baseUrl: 'http://x', key: 'abc' }, 'bots.it.key', /never stand in/],
  ['an address of another sort', { ...login, kind: 'freqtrade', baseUrl: 'x' }, 'bots.it.baseUrl', /http/],
  ['a broker that is not there', { ...login, kind: 'freqtrade', broker: 'spot' }, 'bots.it.broker', /brokers: demo/],
])('refuses %s, naming the field', (_what, bot, field, message) => {
  const parsed = parse({ it: bot });
  expect(parsed).toMatchObject({ ok: false, failure: { field, message: expect.stringMatching(message) } });
});

test('names the nearest key of a way', () => {
  const parsed = parse({ it: { kind: 'flag-file', pth: 'x' } });
  expect(parsed).toMatchObject({ ok: false, failure: { hint: 'Did you mean "path"?' } });
});

test('refuses a flag file that two bots share, and a thirty-third bot', () => {
  const flag = { kind: 'flag-file', path: '/run/HALT' };
  expect(parse({ a: flag, b: flag })).toMatchObject({ ok: false, failure: { field: 'bots.b.path' } });
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`b${i}`, { kind: 'flag-file' }]));
  expect(parse(many(32)).ok).toBe(true);
  expect(parse(many(33))).toMatchObject({ ok: false, failure: { field: 'bots' } });
});
