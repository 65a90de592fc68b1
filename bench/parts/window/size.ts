import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Findings } from '../../lib/bench.ts';
import { builtDir } from '../../lib/paths.ts';
import { table } from '../../lib/table.ts';

/** What is loaded, by the way in: `app.cjs` and what it needs to be the shell, and the engine's own. */
const parts: readonly { what: string; folder: string; is: RegExp }[] = [
  { what: 'page, scripts', folder: 'renderer/assets', is: /\.js$/ },
  { what: 'page, styles', folder: 'renderer/assets', is: /\.css$/ },
  { what: 'preload', folder: 'preload', is: /\.cjs$/ },
  { what: 'shell, engine and command line together', folder: 'main', is: /\.cjs$/ },
];

/** The size of what is built: the same on every machine. */
export function measureSize(): Findings {
  const rows = parts.map(({ what, folder, is }) => {
    const path = join(builtDir, folder);
    const files = readdirSync(path).filter((name) => is.test(name));
    const contents = files.map((name) => readFileSync(join(path, name)));
    const bytes = (sizes: number[]) => kilobytes(sizes.reduce((sum, size) => sum + size, 0));
    return [what, bytes(contents.map(({ length }) => length)), bytes(contents.map((each) => gzipSync(each).length))];
  });
  return { size: table(['built', 'kB', 'kB, gzip'], rows) };
}

function kilobytes(bytes: number): string {
  return Math.round(bytes / 1_000)
    .toLocaleString('en')
    .replace(',', ' ');
}
