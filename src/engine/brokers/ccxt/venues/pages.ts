/** More than any venue lets rest; a list that goes on is one that turns in a circle. */
const pagesMax = 50;

export interface ListPage<T> {
  items: readonly T[];
  /** Where the next page begins; null: this is the last. */
  next: string | null;
}

/** All pages of a list, one after the other. Throws for a list without an end: half of one would be a claim that the rest is not there. */
export async function pagesOf<T>(page: (from: string | null) => Promise<ListPage<T>>): Promise<T[]> {
  const all: T[] = [];
  let from: string | null = null;
  for (let count = 0; count < pagesMax; count += 1) {
    const { items, next }: ListPage<T> = await page(from);
    all.push(...items);
    if (next === null) return all;
    from = next;
  }
  throw new Error(`a list with more than ${pagesMax} pages`);
}
