import { expect, test } from 'vitest';
import { dataFolder } from './data-folder.ts';

test.each([
  ['darwin', {}, '/Users/ana', '/Users/ana/Library/Application Support/Scram'],
  ['linux', {}, '/home/ana', '/home/ana/.local/share/scram'],
  ['linux', { XDG_DATA_HOME: '/srv/data' }, '/home/ana', '/srv/data/scram'],
  ['linux', { XDG_DATA_HOME: '/srv/data/' }, '/home/ana', '/srv/data/scram'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ana', '/home/ana/.local/share/scram'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ana', '/home/ana/.local/share/scram'],
  ['freebsd', {}, '/home/ana', '/home/ana/.local/share/scram'],
  ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\ana', 'D:\\Roaming\\Scram'],
  ['win32', {}, 'C:\\Users\\ana', 'C:\\Users\\ana\\AppData\\Roaming\\Scram'],
])('on %s with %o the folder of %s is %s', (platform, env, home, folder) => {
  expect(dataFolder(platform, env, home)).toBe(folder);
});
