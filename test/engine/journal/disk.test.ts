import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFlagFile, unnamedKill } from '../../../src/engine/kill/flag-file.ts';
import { within } from '../../../src/engine/within.ts';
import { fired, healthy, kindsIn, note, opened, temporaryDisk } from './kit.ts';

/** Takes what is left of the disk. */
function fill(folder: string): () => void {
  const filler = join(folder, 'filler');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      try {
        for (;;) writeFileSync(filler, Buffer.alloc(size), { flag: 'a' });
      } catch {
        // A smaller piece may still fit.
      }
    }
  } finally {
    execFileSync('sync');
  }
  return () => rmSync(filler);
}

/** Mounting needs rights that a test run does not have everywhere. */
const canMount =
  spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status === 0;

function mounted(): string {
  const folder = temporaryDisk(2_048);
  if (folder === undefined) throw new Error('a disk could not be mounted');
  return folder;
}

describe.runIf(canMount)('a disk of its own', () => {
  it('queues in order while the disk is full, and writes it all when there is room again', async () => {
    const folder = mounted();
    const { journal } = await opened(folder);
    await journal.append(note(0));
    const free = fill(folder);
    const rows = Array.from({ length: 200 }, (_, index) => journal.append(index === 100 ? fired('k') : note(index)));
    expect(await healthy(journal, false)).toMatchObject({ why: expect.stringContaining('disk is full') });
    expect(await within(Promise.race(rows), 300)).toBeUndefined();
    const page = await journal.page({ limit: 1 });
    if (page.ok) expect(page.value.rows[0]?.seq).toBe(1);
    free();
    expect((await Promise.all(rows)).map((row) => row.seq)).toEqual(rows.map((_, index) => index + 2));
    await healthy(journal, true);
    const recovered = await journal.latest(['JOURNAL_RECOVERED'], 5);
    expect(recovered.ok && recovered.value).toMatchObject([
      { seq: 202, reason: expect.stringContaining('disk is full'), data: { queuedRows: 200, droppedRows: 0 } },
    ]);
    expect(await journal.verify()).toEqual({ ok: true, rows: 202 });
  });

  it('hands over, in order, what it could not write before it is closed', async () => {
    const folder = mounted();
    const { journal } = await opened(folder);
    await journal.append(note(0));
    fill(folder);
    for (let index = 1; index <= 40; index += 1) void journal.append(index === 20 ? fired('k') : note(index));
    await healthy(journal, false);
    const unwritten = await journal.close();
    expect(unwritten).toHaveLength(40);
    expect(unwritten[19]).toMatchObject({ kind: 'KILL_FIRED', kill_id: 'k' });
    expect((await opened(folder)).tail).toHaveLength(1);
  });

  it('lets the flag of a kill stand without its name while it is full, and with it once there is room', async () => {
    const folder = mounted();
    const free = fill(folder);
    const flag = openFlagFile(folder);
    expect(await flag.write('k')).toBe(false);
    expect(await openFlagFile(folder).read()).toBe(unnamedKill);
    free();
    expect(await flag.write('k')).toBe(true);
    fill(folder);
    expect(await flag.write('later')).toBe(false);
    expect(await flag.read()).toBe('k');
  });

  it('drops and counts the newest rows past its limit, never a latch’s', async () => {
    const folder = mounted();
    const { journal } = await opened(folder, { limits: { queueRows: 10 } });
    await journal.append(note(0));
    const free = fill(folder);
    for (let index = 0; index < 30; index++) void journal.append(note(index));
    for (let index = 0; index < 8; index++) void journal.append(fired(`k${index}`));
    void journal.append(note(99));
    await healthy(journal, false);
    free();
    await healthy(journal, true);
    const kinds = kindsIn(folder);
    expect(kinds.filter((kind) => kind === 'KILL_FIRED')).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'DRILL')).toHaveLength(1 + 2);
    const recovered = await journal.latest(['JOURNAL_RECOVERED'], 1);
    expect(recovered.ok && recovered.value[0]?.data).toMatchObject({ queuedRows: 10, droppedRows: 29 });
  });

  it('starts degraded on a full disk with no journal, leaves nothing half made, and heals', async () => {
    const folder = mounted();
    const free = fill(folder);
    const { journal, replaced } = await opened(folder);
    expect(replaced).toBeNull();
    expect(journal.health()).toMatchObject({ ok: false, why: expect.stringContaining('disk is full') });
    const row = journal.append(fired('k'));
    free();
    expect(await row).toMatchObject({ seq: 1 });
    expect(kindsIn(folder)).toEqual(['KILL_FIRED', 'JOURNAL_RECOVERED']);
  });

  it('leaves a broken file in its place while the disk is too full for a new one', async () => {
    const folder = mounted();
    writeFileSync(join(folder, 'journal.db'), 'garbage '.repeat(100));
    const free = fill(folder);
    const { journal } = await opened(folder);
    expect(journal.health()).toMatchObject({ ok: false, why: expect.stringContaining('disk is full') });
    expect(await within(journal.append(fired('k')), 300)).toBeUndefined();
    free();
    await healthy(journal, true);
    expect(kindsIn(folder)).toEqual(['JOURNAL_REPLACED', 'KILL_FIRED', 'JOURNAL_RECOVERED']);
    const kept = readdirSync(folder).filter((name) => name.endsWith('.broken.db'));
    expect(kept).toHaveLength(1);
  });

  it.each([
    ['closed', true],
    ['killed, its log not yet in the file', false],
  ])('knows what a read-only disk says, records when it is writable again: a journal that was %s', async (_, clean) => {
    const folder = mounted();
    const first = await opened(folder);
    await first.journal.append(fired('k'));
    first.journal.checkpoint({ latched: true }, 1);
    await first.journal.append(note(1));
    // What is read comes after the checkpoint is stored.
    await first.journal.page({});
    if (!clean) execFileSync('cp', ['-a', folder, `${folder}.copy`]);
    await first.journal.close();
    if (!clean) execFileSync('sh', ['-c', `cp -a ${folder}.copy/. ${folder}/ && rm -r ${folder}.copy`]);
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    const { journal, checkpoint, tail } = await opened(folder);
    expect(journal.health()).toMatchObject({ ok: false, why: expect.stringMatching(/read-only|opened/) });
    expect({ checkpoint, kinds: tail.map((row) => row.kind) }).toEqual({
      checkpoint: { latched: true },
      kinds: ['DRILL'],
    });
    expect(await journal.verify()).toEqual({ ok: true, rows: 2 });
    const row = journal.append(note(2));
    expect(await within(row, 200)).toBeUndefined();
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    expect(await row).toMatchObject({ seq: 3 });
    expect(await journal.verify()).toEqual({ ok: true, rows: 4 });
  });
});
