import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type Columns, checkpointSeal, genesis } from '../../../src/engine/journal/chain.ts';
import type { Journal } from '../../../src/engine/journal/journal.ts';
import { insertRow, prepareInsert } from '../../../src/engine/journal/rows.ts';
import type { JournalPage } from '../../../src/shared/api/journal.ts';
import type { Result } from '../../../src/shared/result.ts';
import { note, opened, temporaryFolder } from './kit.ts';

/** A closed journal of `count` rows, the last thousand of them after its checkpoint; every 5,000th is a kill. */
async function generated(count: number): Promise<string> {
  const folder = temporaryFolder();
  const { journal } = await opened(folder);
  await journal.close();
  const db = new DatabaseSync(join(folder, 'journal.db'));
  // The guards would be most of the time; the next start puts them back.
  db.exec(`PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN;
    DROP TRIGGER journal_insert_next; DROP INDEX journal_kind; DROP INDEX journal_kill_id`);
  const insert = prepareInsert(db);
  const data = '{"address":"10.0.0.9","route":"POST /kill","attempts":3}';
  const common = { at: '2026-01-02T03:04:05.678Z', source: 'api', reason: 'wrong token', data };
  let head = genesis;
  for (let seq = 1; seq <= count; seq++) {
    const killed = seq % 5_000 === 0;
    const kind = killed ? 'KILL_FIRED' : 'ACCESS_REFUSED';
    const row: Columns = { seq, kind, kill_id: killed ? `k${seq}` : null, ...common };
    head = insertRow(db, head, row, insert);
    if (seq !== count - 1_000) continue;
    const state = JSON.stringify({ upTo: seq });
    db.prepare('INSERT INTO checkpoint VALUES (1, ?, ?, ?)').run(seq, state, checkpointSeal(head, state));
  }
  db.prepare('UPDATE head SET seq = ?, hash = ?').run(head.seq, head.hash);
  db.exec('COMMIT; PRAGMA journal_mode = WAL');
  db.close();
  const { journal: mended } = await opened(folder, { limits: { openWithinMs: 60_000, slowAfterMs: 60_000 } });
  await mended.close();
  return folder;
}

/** The processor time of this process, every thread, in ms: what is left of a duration when others use the machine too. */
async function processorMs<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1_000 };
}

describe('a large journal', () => {
  it('of a million rows opens as fast as a small one, and answers from its indexes', async () => {
    const small = await generated(2_000);
    const large = await generated(1_000_000);
    const ofSmall = await processorMs(() => opened(small));
    const ofLarge = await processorMs(() => opened(large));
    expect(ofLarge.value.checkpoint).toEqual({ upTo: 999_000 });
    expect(ofLarge.value.tail).toHaveLength(1_000);
    expect(ofLarge.ms).toBeLessThan(ofSmall.ms * 1.5 + 50);

    const { journal } = ofLarge.value;
    const reading = await processorMs(async () => {
      expect(await journal.latest(['KILL_FIRED', 'RESET'], 1)).toMatchObject({ value: [{ seq: 1_000_000 }] });
      expect(await journal.rowsOfKill('k5000')).toMatchObject({ value: [{ seq: 5_000 }] });
      expect(await journal.page({ before: 500_000, limit: 1 })).toMatchObject({ value: { rows: [{ seq: 499_999 }] } });
    });
    expect(reading.ms).toBeLessThan(50);
  }, 120_000);

  it.each([
    ['verified', async (journal: Journal) => expect(await journal.verify()).toMatchObject({ ok: true })],
    ['searched from end to end for what is nowhere', searchInVain],
  ])('is %s while rows go on being written, and holds none of them up', async (_, work) => {
    const { journal } = await opened(await generated(100_000));
    const alone: number[] = [];
    const during: number[] = [];
    const appendInto = async (latenciesMs: number[]) => {
      const beganMs = performance.now();
      await journal.append(note(1));
      latenciesMs.push(performance.now() - beganMs);
    };
    while (alone.length < 100) await appendInto(alone);
    let isDone = false;
    const working = work(journal).finally(() => {
      isDone = true;
    });
    while (!isDone) await appendInto(during);
    await working;
    expect(during.length).toBeGreaterThan(10);
    expect(median(during)).toBeLessThan(median(alone) * 4 + 10);
  });
});

async function searchInVain(journal: Journal): Promise<void> {
  let before: number | null = null;
  do {
    const page: Result<JournalPage> = await journal.page({ q: 'said by no row', ...(before !== null && { before }) });
    if (!page.ok) throw new Error(page.failure.message);
    expect(page.value.rows).toEqual([]);
    before = page.value.next;
  } while (before !== null);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
