import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What the tests run: built from the sources as they are, in a folder of their own, so that no other build is disturbed. */
export const builtDir = join(root, 'out', 'browser-test');

export default function build(): void {
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  execFileSync(process.execPath, [tool, 'build', '--outDir', builtDir, '--logLevel', 'error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
