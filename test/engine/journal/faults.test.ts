import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Recorded, Replaced } from '../../../src/engine/journal/journal.ts';
import type { SwitchState } from '../../../src/engine/switch/latch.ts';
import { within } from '../../../src/engine/within.ts';
import type { WorkerFault } from './faulty-worker.ts';
import { fired, healthy, kindsIn, note, opened, temporaryFolder } from './kit.ts';

const faultyWorker = new URL('./faulty-worker.ts', import.meta.url);
const broken = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.broken.db'));

/** A closed journal of 500 rows, 2 of them after its checkpoint. */
async function written(folder = temporaryFolder()) {
  const { journal } = await opened(folder);
  const rows = await Promise.all(Array.from({ length: 500 }, (_, index) => journal.append(note(index))));
  journal.checkpoint({ upTo: 498 }, rows.length - 2);
  await journal.close();
  return { folder, file: join(folder, 'journal.db') };
}

function run(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

function overwrite(file: string, fromByte: number, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(bytes, 0xa5), 0, bytes, fromByte);
  closeSync(descriptor);
}

describe('a file that is unusable at start', () => {
  it.each<[string, (file: string) => void]>([
    ['garbage', (file) => writeFileSync(file, 'not a database at all '.repeat(1_000))],
    ['empty', (file) => truncateSync(file, 0)],
    ['cut in half', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['cut to less than a page', (file) => truncateSync(file, 1_000)],
    ['overwritten in the middle', (file) => overwrite(file, 4_096, statSync(file).size - 4_096)],
    [
      'another program’s database',
      (file) => {
        rmSync(file);
        run(file, 'CREATE TABLE journal (seq INTEGER PRIMARY KEY, note TEXT)');
      },
    ],
    ['of a newer schema', (file) => run(file, 'PRAGMA user_version = 99')],
  ])('is kept as it is, and a new one begun: %s', async (_, spoil) => {
    const { folder, file } = await written();
    spoil(file);
    const bytes = readFileSync(file);
    const { journal, checkpoint, tail, replaced } = await opened(folder);
    expect(journal.health()).toEqual({ ok: true });
    expect(checkpoint).toBeNull();
    expect(tail.map((row) => row.kind)).toEqual(['JOURNAL_REPLACED']);
    expect(tail[0]?.data).toEqual({ kept: replaced?.kept, latch: null });
    expect(broken(folder)).toEqual([replaced?.kept]);
    expect(readFileSync(join(folder, replaced?.kept ?? '')).equals(bytes)).toBe(true);
    await journal.append(fired('k'));
    expect(kindsIn(folder)).toEqual(['JOURNAL_REPLACED', 'KILL_FIRED']);
  });
});

describe('a file that becomes unusable while running', () => {
  it.each<[string, (file: string, folder: string) => void, string | null]>([
    [
      'overwritten',
      (file) => {
        run(file, 'PRAGMA wal_checkpoint(TRUNCATE)');
        overwrite(file, 4_096, statSync(file).size - 4_096);
      },
      'damaged',
    ],
    ['removed', (file) => rmSync(file), 'removed'],
    ['moved away', (file) => renameSync(file, `${file}.old`), 'removed'],
    [
      'replaced by an older copy',
      (file, folder) => {
        renameSync(join(folder, 'old.db'), file);
        for (const end of ['-wal', '-shm']) rmSync(file + end);
      },
      'missing',
    ],
  ])('is set aside, and the latch goes into the first row of the new one: %s', async (_, spoil, why) => {
    const { folder, file } = await written();
    copyFileSync(file, join(folder, 'old.db'));
    const latch: SwitchState = {
      latch: { state: 'armed', since: 'x' },
      lastReset: null,
      knownKillIds: [],
      joinedPresses: [],
      unacknowledged: null,
    };
    const { journal } = await opened(folder, { latch: () => latch });
    await journal.append(note(1));
    const replacements: Replaced[] = [];
    journal.onReplaced((replaced) => replacements.push(replaced));
    spoil(file, folder);
    await journal.append(fired('k1'));
    await journal.append(fired('k2'));
    expect(replacements).toEqual([{ kept: broken(folder)[0] ?? null, why: expect.stringContaining(why ?? '') }]);
    expect(kindsIn(folder)).toEqual(['JOURNAL_REPLACED', 'KILL_FIRED', 'JOURNAL_RECOVERED', 'KILL_FIRED']);
    const first = await journal.latest(['JOURNAL_REPLACED'], 1);
    expect(first.ok && first.value[0]?.data).toEqual({ kept: broken(folder)[0] ?? null, latch });
    expect(journal.health()).toEqual({ ok: true });
    expect(await journal.verify()).toEqual({ ok: true, rows: 4 });
  });

  it('keeps the file when only its log was removed: nothing is lost', async () => {
    const { folder, file } = await written();
    const { journal } = await opened(folder);
    await journal.append(fired('k1'));
    rmSync(`${file}-wal`);
    await journal.append(fired('k2'));
    expect(broken(folder)).toEqual([]);
    expect(kindsIn(folder).slice(500)).toEqual(['KILL_FIRED', 'KILL_FIRED', 'JOURNAL_RECOVERED']);
    expect(await journal.verify()).toEqual({ ok: true, rows: 503 });
  });

  it('stops replacing when every new file is spoilt too, and stays unhealthy', async () => {
    const { folder, file } = await written();
    const { journal } = await opened(folder, { limits: { replacementsPerRun: 2 } });
    for (let count = 0; count < 2; count++) {
      rmSync(file);
      await journal.append(note(count));
    }
    rmSync(file);
    const row = journal.append(fired('k'));
    expect(await healthy(journal, false)).toMatchObject({ why: expect.stringContaining('removed') });
    expect(await within(row, 300)).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });
});

describe('a worker that fails', () => {
  it.each<[WorkerFault, string]>([
    ['crash-before', 'worker stopped'],
    ['crash-after', 'worker stopped'],
    ['spin', 'worker stopped'],
  ])('is started again, and every row is written once: %s', async (fault, why) => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder, { workerUrl: faultyWorker, limits: { hungAfterMs: 2_500 } });
    await journal.append(note(0));
    writeFileSync(join(folder, fault), '');
    const rows = Promise.all([1, 2, 3].map((index) => journal.append(note(index))));
    expect(await healthy(journal, false)).toMatchObject({ ok: false });
    expect((await rows).map((row) => row.seq)).toEqual([2, 3, 4]);
    await healthy(journal, true);
    expect(kindsIn(folder)).toEqual(['DRILL', 'DRILL', 'DRILL', 'DRILL', 'JOURNAL_RECOVERED']);
    const recovered = await journal.latest(['JOURNAL_RECOVERED'], 1);
    expect(recovered.ok && recovered.value[0]?.reason).toContain(why);
    expect(await journal.verify()).toEqual({ ok: true, rows: 5 });
  });

  it('does not block the event loop or the stop while the file is held by another program', async () => {
    const folder = temporaryFolder();
    const limits = { slowAfterMs: 1_000, busyTimeoutMs: 8_000, closeWithinMs: 200 };
    const { journal } = await opened(folder, { limits });
    await journal.append(note(0));
    const other = new DatabaseSync(join(folder, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    const rows = [1, 2, 3].map((index) => journal.append(note(index)));
    const beganMs = performance.now();
    expect(await healthy(journal, false)).toMatchObject({ why: expect.stringContaining('not answered') });
    expect(await journal.page({})).toMatchObject({ ok: false, failure: { code: 'degraded' } });
    expect(await journal.verify()).toMatchObject({ ok: false, rows: 0 });
    expect(await within(Promise.race(rows), 50)).toBeUndefined();
    expect(performance.now() - beganMs).toBeLessThan(limits.busyTimeoutMs / 2);
    other.exec('ROLLBACK');
    expect((await Promise.all(rows)).map((row) => row.data.flatMs)).toEqual([1, 2, 3]);
    await healthy(journal, true);

    other.exec('BEGIN IMMEDIATE');
    void journal.append(note(9));
    const stopMs = performance.now();
    await journal.close();
    expect(performance.now() - stopMs).toBeLessThan(limits.busyTimeoutMs / 2);
    other.close();
  });
});

describe('a folder that is not there at start', () => {
  it('is degraded, and tells what it finds when the folder comes: a latch must not be lost', async () => {
    const { folder } = await written();
    const away = `${folder}.away`;
    renameSync(folder, away);
    const { journal, checkpoint, tail } = await opened(folder);
    expect({ checkpoint, tail }).toEqual({ checkpoint: null, tail: [] });
    expect(journal.health()).toMatchObject({ ok: false, why: expect.stringContaining('folder is missing') });
    expect(await journal.page({})).toMatchObject({ ok: false, failure: { code: 'degraded' } });
    const row = journal.append(fired('k'));
    const found = new Promise<Recorded>((resolve) => journal.onFound(resolve));
    renameSync(away, folder);
    expect(await found).toMatchObject({ checkpoint: { upTo: 498 }, tail: [{ seq: 499 }, { seq: 500 }] });
    expect(await row).toMatchObject({ seq: 501 });
    expect(await journal.verify()).toEqual({ ok: true, rows: 502 });
  });
});
