import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What a file loads when it is loaded: type imports are erased, dynamic ones come later. */
function staticImports(file: URL): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^import (?!type\b)[^;]*?'([^']+)';/gm)].flatMap((match) => match[1] ?? []);
}

test('nothing but Node and files without dependencies is loaded before the kill is sent', () => {
  const seen = new Map<string, string[]>();
  const open = [new URL('../../src/cli/index.ts', import.meta.url)];
  for (let file = open.pop(); file; file = open.pop()) {
    const imports = staticImports(file);
    seen.set(file.href, imports);
    for (const each of imports) {
      const next = new URL(each, file);
      if (each.startsWith('.') && !seen.has(next.href)) open.push(next);
    }
  }
  const outside = [...seen.values()].flat().filter((each) => !each.startsWith('.'));
  expect([...new Set(outside)].sort()).toEqual(['node:fs', 'node:http', 'node:os', 'node:path']);
  expect([...seen.keys()].map((each) => each.replace(/.*\/src\//, '')).sort()).toEqual([
    'cli/index.ts',
    'cli/kill/early.ts',
    'cli/kill/send.ts',
    'cli/limits.ts',
    'shared/data-folder.ts',
  ]);
});
