import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { within } from '../../../src/engine/journal/within.ts';
import { fired, healthy, kindsIn, note, opened, temporaryDisk, temporaryFolder } from './kit.ts';

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

const disk = temporaryDiskOrReason();
function temporaryDiskOrReason(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function mounted(): string {
  const folder = temporaryDisk(2_048);
  if (folder === undefined) throw new Error('a disk could not be mounted');
  return folder;
}

describe.runIf(disk)('a disk of its own', () => {
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
    const kept = execFileSync('ls', [folder])
      .toString()
      .split('\n')
      .filter((name) => name.includes('.broken.'));
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

describe('a process that is killed', () => {
  it('has on the disk what it answered, in one whole chain, each time', async () => {
    const folder = temporaryFolder();
    const script = new URL('./append-until-killed.ts', import.meta.url).pathname;
    const answered: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout });
      let inThisRound = 0;
      for await (const line of lines) {
        answered.push(line);
        if (++inThisRound === 40 + round * 37) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
    }
    const { journal, replaced, tail } = await opened(folder);
    expect(replaced).toBeNull();
    const stored = new Set(tail.map(({ seq, reason, data: { flatMs } }) => `${seq} ${reason} ${flatMs}`));
    expect(answered.length).toBeGreaterThan(300);
    expect(answered.filter((line) => !stored.has(line))).toEqual([]);
    expect(await journal.verify()).toEqual({ ok: true, rows: tail.length });
  });
});

describe('a million rows', () => {
  it('open at once, and are verified while rows go on being written', async () => {
    const folder = temporaryFolder();
    const { journal: first } = await opened(folder);
    await first.close();
    await generate(join(folder, 'journal.db'), 1_000_000);

    const beganMs = performance.now();
    const { journal, checkpoint, tail } = await opened(folder);
    const openMs = performance.now() - beganMs;
    expect({ checkpoint, rows: tail.length }).toEqual({ checkpoint: { upTo: 999_000 }, rows: 1_000 });

    const latencies: number[] = [];
    let verdict: unknown;
    const verified = journal.verify().then((value) => {
      verdict = value;
    });
    while (verdict === undefined) {
      const appendedMs = performance.now();
      await journal.append(note(1));
      latencies.push(performance.now() - appendedMs);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await verified;
    latencies.sort((a, b) => a - b);
    const medianMs = latencies[latencies.length >> 1] ?? Number.NaN;
    const pageMs = performance.now();
    expect(await journal.latest(['KILL_FIRED'], 100)).toMatchObject({ ok: true });
    expect(await journal.page({ before: 500_000, limit: 100 })).toMatchObject({ ok: true });
    const lookUpMs = performance.now() - pageMs;
    console.log(
      `open ${openMs.toFixed(0)} ms, append while verifying ${medianMs.toFixed(1)} ms, look-ups ${lookUpMs.toFixed(1)} ms`,
    );
    expect(verdict).toMatchObject({ ok: true });
    expect(openMs).toBeLessThan(1_000);
    expect(medianMs).toBeLessThan(25);
    expect(lookUpMs).toBeLessThan(250);
  }, 60_000);
});

/** Writes rows and a checkpoint a thousand rows before the end, with the journal's own functions, in one transaction. */
async function generate(file: string, count: number): Promise<void> {
  const { genesis, checkpointSeal } = await import('../../../src/engine/journal/chain.ts');
  const { insertRow, prepareInsert } = await import('../../../src/engine/journal/rows.ts');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN');
  const insert = prepareInsert(db);
  let head = genesis;
  for (let seq = 1; seq <= count; seq++) {
    const killed = seq % 5_000 === 0;
    const kind = killed ? 'KILL_FIRED' : 'ACCESS_REFUSED';
    const data = '{"address":"10.0.0.9","route":"POST /kill","attempts":3}';
    const row = {
      seq,
      at: '2026-01-02T03:04:05.678Z',
      kind,
      source: 'api',
      kill_id: killed ? `k${seq}` : null,
      reason: 'x',
      data,
    };
    head = insertRow(db, head, row, insert);
    if (seq === count - 1_000) {
      const state = JSON.stringify({ upTo: seq });
      db.prepare('INSERT INTO checkpoint VALUES (1, ?, ?, ?)').run(seq, state, checkpointSeal(head, state));
    }
  }
  db.prepare('UPDATE head SET seq = ?, hash = ?').run(head.seq, head.hash);
  db.exec('COMMIT; PRAGMA journal_mode = WAL');
  db.close();
}
