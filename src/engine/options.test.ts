import { expect, test } from 'vitest';
import { parseEngineArgs } from './options.ts';

test.each(['data', 'config', 'host'])('takes --%s with nothing in it for a mistake', (name) => {
  expect(parseEngineArgs([`--${name}`, ''])).toMatchObject({
    ok: false,
    failure: { message: `--${name} must not be empty.`, field: `--${name}` },
  });
});

test('takes a folder by its full path', () => {
  expect(parseEngineArgs(['--data', '/var/lib/scram', '--headless'])).toMatchObject({
    ok: true,
    value: { dataDir: '/var/lib/scram', configFile: null, devicePort: 5050 },
  });
});
