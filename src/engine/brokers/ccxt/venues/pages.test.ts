import { expect, test } from 'vitest';
import { pagesOf } from './pages.ts';

test('takes every page, each from where the one before it ended', async () => {
  const asked: (string | null)[] = [];
  const pages = new Map<string | null, { items: number[]; next: string | null }>([
    [null, { items: [1, 2], next: 'b' }],
    ['b', { items: [3], next: null }],
  ]);
  const all = await pagesOf(async (from) => {
    asked.push(from);
    return pages.get(from) ?? { items: [], next: null };
  });
  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([null, 'b']);
});

test('a list without an end is trouble, and not the part of it that was read', async () => {
  await expect(pagesOf(async () => ({ items: [1], next: 'again' }))).rejects.toThrow('more than 50 pages');
});

test('a page that can’t be read is trouble', async () => {
  const page = async (from: string | null) => {
    if (from !== null) throw new Error('cut off');
    return { items: [1], next: 'b' };
  };
  await expect(pagesOf(page)).rejects.toThrow('cut off');
});
