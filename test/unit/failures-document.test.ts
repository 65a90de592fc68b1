import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/failures.md'), 'utf8');
const named = [...text.matchAll(/`([^`]+\.ts)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));

test.each(named)('docs/failures.md: $file has “$title”', ({ file, title }) => {
  expect(readFileSync(join(root, file), 'utf8')).toContain(`'${title}'`);
});

test('every failure of the table has its tests', () => {
  const failures = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => number);
  const tested = [...text.matchAll(/^- \*\*(\d+)\*\* `/gm)].map(([, number]) => number);
  expect(failures).toHaveLength(25);
  expect(tested).toEqual(failures);
});
