import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** libfaketime, of the Debian package of that name; null where it is missing. */
const library = readdirSync('/usr/lib', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => join('/usr/lib', name, 'faketime', 'libfaketimeMT.so.1'))
  .find((path) => existsSync(path));

export const hasFakeTime = process.platform === 'linux' && library !== undefined;

/** A wall clock that can be set while a process runs; the monotonic one stays true. */
export interface FakeTime {
  /** What a process is started by, so that it has this clock. */
  by: readonly string[];
  /** Sets the clock to this distance from the true time. */
  set(seconds: number): void;
}

export function fakeTime(folder: string): FakeTime {
  const file = join(folder, 'faketime');
  const set = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}`);
  set(0);
  const environment = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
  return { by: ['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)], set };
}
