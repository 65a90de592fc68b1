import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigAnswer, ConfigDocument } from '../shared/api/configuration.ts';
import { type Config, parseConfig } from '../shared/config.ts';
import { messageOf } from '../shared/errors.ts';
import type { Failure } from '../shared/failure.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { replaceFile } from './replace-file.ts';

type Json = ConfigDocument;

/** What a file says that stands for the demo: the same account, written down. */
const demoFile: Json = { brokers: { paper: { kind: 'paper' } } };

/** What stands in the file at one moment. */
export type StoredDocument = Pick<ConfigAnswer, 'document' | 'revision'>;

/** The configuration in force, and the file that it came from. Changes keep whatever else stands in the file. */
export class ConfigStore {
  private current: Config;
  private path: string | null;
  private readonly dataDir: string;
  private queue: Promise<unknown> = Promise.resolve();

  /** `path`: null for the demo, which has no file yet. */
  constructor(config: Config, path: string | null, dataDir: string) {
    this.current = config;
    this.path = path;
    this.dataDir = dataDir;
  }

  config(): Config {
    return this.current;
  }

  /** Changes the file, one change at a time. Refused, with nothing written, when the result would not be a configuration. */
  change(edit: (json: Json) => Json): Promise<Result<Config>> {
    const changed = this.queue.then(() => this.apply(edit));
    this.queue = changed;
    return changed;
  }

  /** What is in force, and what the file says by now. */
  async answer(): Promise<Omit<ConfigAnswer, 'missingSecrets'>> {
    return { config: this.current, file: this.path, ...(await this.stored()) };
  }

  /**
   * Puts another configuration in the file's place; it comes into force at the next start. Checked before, but for what depends on
   * the file as it is: `judge` sees that at the moment of the change.
   */
  replace(json: Json, judge: (stored: StoredDocument) => Failure | null): Promise<Result<{ path: string }>> {
    const replaced = this.queue.then(async () => {
      const failure = judge(await this.stored());
      return failure === null ? this.write(`${JSON.stringify(json, null, 2)}\n`) : refuse(failure);
    });
    this.queue = replaced;
    return replaced;
  }

  private async stored(): Promise<StoredDocument> {
    if (this.path === null) return { document: demoFile, revision: null };
    const text = await readFile(this.path, 'utf8').catch(() => null);
    if (text === null) return { document: null, revision: null };
    const document = parseConfig(text).ok ? (JSON.parse(text) as Json) : null;
    return { document, revision: createHash('sha256').update(text).digest('hex') };
  }

  private async apply(edit: (json: Json) => Json): Promise<Result<Config>> {
    // Read anew: an operator may have edited it since the start, and must not lose that.
    const before = this.path === null ? ok(demoFile) : await readJson(this.path);
    if (!before.ok) return before;
    const text = `${JSON.stringify(edit(before.value), null, 2)}\n`;
    const parsed = parseConfig(text);
    if (!parsed.ok) return parsed;
    const written = await this.write(text);
    if (!written.ok) return written;
    // Of what was edited outside, nothing comes into force by the way: that is for the next start.
    const { devices, links } = parsed.value;
    this.current = { ...this.current, devices, links };
    return ok(this.current);
  }

  /** `text` has been checked. */
  private async write(text: string): Promise<Result<{ path: string }>> {
    const path = this.path ?? join(this.dataDir, 'config.json');
    try {
      await replaceFile(path, text, 0o600);
    } catch (error) {
      return refuse(unchangeable(path, error));
    }
    this.path = path;
    return ok({ path });
  }
}

async function readJson(path: string): Promise<Result<Json>> {
  try {
    return ok(JSON.parse(await readFile(path, 'utf8')) as Json);
  } catch (error) {
    return refuse(unchangeable(path, error));
  }
}

function unchangeable(path: string, error: unknown): Failure {
  const why = messageOf(error);
  const hint = 'Check that the file is valid JSON and that you may write it.';
  return { code: 'failed', message: `${path} can't be changed: ${why}.`, hint };
}
