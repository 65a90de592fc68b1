import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundledObserver } from './real/launch-electron.ts';

const registered = new URL('./double/register.ts', import.meta.url).href;

test('the observer that Electron loads before the app is one CommonJS file, which answers', async () => {
  const ask = `require(${JSON.stringify(await bundledObserver())});
    answerScram('world').then(({ hasQuit }) => process.stdout.write(String(hasQuit)))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', registered, '-e', ask]);
  expect(stdout).toBe('false');
});
