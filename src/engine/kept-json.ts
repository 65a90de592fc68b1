import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { hasCode } from '../shared/errors.ts';
import { replaceFile } from './replace-file.ts';

export interface KeptJsonOptions<T> {
  /** In the data folder. */
  path: string;
  /** What is read must fit it; only plain JSON, so that what is written is what is read. */
  schema: z.ZodType<T>;
  /** What a lost file means, for the sentence that reports the damage: `counters start from the journal`. */
  withoutIt: string;
  reportTrouble: (error: unknown) => void;
}

/**
 * One small value that outlasts the process, in a file of its own, readable by its owner alone. On the disk there is always a whole
 * value, the old one or the new one. Nothing here throws, and nothing waits but who wants to: a disk that fails costs the next
 * start its memory, never the engine its work.
 */
export class KeptJson<T> {
  private readonly options: KeptJsonOptions<T>;
  private newest = '';
  private waits = false;
  private last: Promise<boolean> = Promise.resolve(true);
  private inTrouble = false;

  constructor(options: KeptJsonOptions<T>) {
    this.options = options;
  }

  /** The value of the last life; null without a file, and when it can't be read or does not fit, which is reported. */
  async read(): Promise<T | null> {
    const { path, schema, withoutIt, reportTrouble } = this.options;
    try {
      const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
      if (parsed.success) return parsed.data;
      reportTrouble(new Error(`${path} is damaged; ${withoutIt}`));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) reportTrouble(new Error(`${path} can't be read; ${withoutIt}`, { cause: error }));
    }
    return null;
  }

  /**
   * Takes the value as it is now, and writes it when the write before it has ended; of values that wait, only the newest is
   * written. True when this one, or one that came after it, is on the disk itself; false when the disk refused.
   */
  write(value: T): Promise<boolean> {
    this.newest = `${JSON.stringify(value)}\n`;
    if (this.waits) return this.last;
    this.waits = true;
    this.last = this.last.then(() => this.store());
    return this.last;
  }

  private async store(): Promise<boolean> {
    this.waits = false;
    try {
      await replaceFile(this.options.path, this.newest, 0o600);
      this.inTrouble = false;
      return true;
    } catch (error) {
      // Said once an outage: the next write may well succeed, and the disk's own trouble shows in the journal.
      if (!this.inTrouble) this.options.reportTrouble(error);
      this.inTrouble = true;
      return false;
    }
  }
}
