import { expect, it, test } from 'vitest';
import { ambiguousKey } from './json-keys.ts';

test.each([
  ['{"a":1,"b":{"a":2},"c":["a","a",{"a":1}]}', null],
  ['{"a":"{\\"a\\":1,\\"a\\":2}"}', null],
  ['[{"a":1},{"a":1}]', null],
  ['"a"', null],
  ['{"brokers":{"main":1,"main":2}}', 'brokers.main'],
  ['{"brokers":{},"bots":{},"brokers":{}}', 'brokers'],
  ['{"a":[{}, {"b":{}, "\\u0062":1}]}', 'a.1.b'],
  ['{"bots":{"__proto__":{}}}', 'bots.__proto__'],
])('%s: %s', (json, path) => {
  expect(ambiguousKey(json)).toBe(path);
});

it('finds none in what JSON itself writes', () => {
  expect(ambiguousKey(JSON.stringify({ '\\"': [',', '}'], ',': { '{': 1 } }, null, 2))).toBe(null);
});
