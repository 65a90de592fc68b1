import { expect, test } from 'vitest';
import { parseShellArgs, roleOf } from './options.ts';

const machine = { platform: 'linux', env: {}, homeDir: '/home/ana' };

test('one binary: what follows --engine is the engine’s', () => {
  expect(roleOf(['/opt/Scram/scram'])).toEqual({ role: 'shell' });
  expect(roleOf(['/opt/Scram/scram', '--ozone-platform=headless', '--engine', '--data', '/d'])).toEqual({
    role: 'engine',
    flags: ['--data', '/d'],
  });
  const helper = '/opt/Scram/resources/app.asar/out/main/bot-helper.cjs';
  expect(roleOf(['/opt/Scram/scram', helper])).toEqual({ role: 'bot-helper' });
  expect(roleOf(['/opt/Scram/scram', '--ozone-platform=headless', helper])).toEqual({ role: 'bot-helper' });
});

test('the engine’s flags are handed on, what is not one is passed over', () => {
  expect(parseShellArgs(['--data', '/d', '--no-sandbox', '--control-port', '0', '--config=/c.json'], machine)).toEqual({
    dataDir: '/d',
    engineFlags: ['--config', '/c.json', '--control-port', '0'],
  });
  expect(parseShellArgs(['--enable-features=X', 'scram.AppImage'], machine)).toEqual({
    dataDir: '/home/ana/.local/share/scram',
    engineFlags: [],
  });
});
