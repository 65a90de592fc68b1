import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { within } from '../../../src/engine/within.ts';
import type { JournalRow } from '../../../src/shared/api/journal.ts';
import { behindOurBack, fired, has, note, opened, temporaryFolder } from './kit.ts';

const value = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new Error('the journal could not be read');
  return result.value;
};

describe('recording', () => {
  it('answers rows in the order in which they were appended, in few transactions', async () => {
    const { journal } = await opened(temporaryFolder());
    const told: number[] = [];
    journal.onRow((row) => told.push(row.seq));
    const beganMs = performance.now();
    const rows = await Promise.all(Array.from({ length: 2_000 }, (_, index) => journal.append(note(index))));
    const groupedMs = performance.now() - beganMs;
    expect(rows.map(({ data: { flatMs } }) => flatMs)).toEqual(rows.map((_, index) => index));
    expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
    expect(told).toEqual(rows.map((row) => row.seq));

    const oneByOneMs = performance.now();
    for (let index = 0; index < 50; index++) await journal.append(note(index));
    const eachMs = (performance.now() - oneByOneMs) / 50;
    expect(groupedMs / 2_000).toBeLessThan(eachMs / 3);
  });

  it('gathers the rows of a flatten, and writes them at once with a row that somebody waits for', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { gatherMs: 60_000 } });
    const data = { broker: 'demo', orderId: '*', symbol: null };
    const sent = journal.append({ kind: 'CANCEL_SENT', source: 'engine', killId: 'k', data });
    expect(await within(sent, 200)).toBeUndefined();
    await journal.append(fired('k'));
    expect((await sent).seq).toBe(1);
  });

  it('writes gathered rows when their time is over', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { gatherMs: 20 } });
    const data = { broker: 'demo', orderId: '*', symbol: null };
    await journal.append({ kind: 'CANCEL_SENT', source: 'engine', killId: 'k', data });
    await journal.append({ kind: 'CANCEL_SENT', source: 'engine', killId: 'k', data });
  });

  it('keeps the event as it was when it was appended', async () => {
    const { journal } = await opened(temporaryFolder());
    const data = { flat: true, flatMs: 1 };
    const row = journal.append({ kind: 'DRILL', source: 'cli', data });
    data.flatMs = 2;
    expect((await row).data).toEqual({ flat: true, flatMs: 1 });
  });

  it('gives the same rows after a restart: the checkpoint, and what came after it', async () => {
    const folder = temporaryFolder();
    const first = await opened(folder);
    expect(first).toMatchObject({ checkpoint: null, tail: [], replaced: null });
    const rows: JournalRow[] = [];
    for (let index = 0; index < 10; index++) rows.push(await first.journal.append(note(index, `"✂ \ud800 \0 \n`)));
    first.journal.checkpoint({ at: 7 }, 7);
    await first.journal.close();

    const second = await opened(folder);
    expect(second.checkpoint).toEqual({ at: 7 });
    expect(second.tail).toEqual(rows.slice(7));
    expect(await second.journal.verify()).toEqual({ ok: true, rows: 10 });
  });

  it('lets nobody but the owner read the files', async () => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    await journal.append(note(1));
    for (const name of ['journal.db', 'journal.db-wal', 'journal.db-shm']) {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it.each([
    ['UPDATE', "UPDATE journal SET reason = 'x' WHERE seq = 2"],
    ['DELETE', 'DELETE FROM journal WHERE seq = 2'],
    ['INSERT OR REPLACE', "INSERT OR REPLACE INTO journal VALUES (2, '', 'RESET', 'cli', NULL, NULL, '{}', '')"],
    [
      'INSERT OR IGNORE at the end, with a gap',
      "INSERT OR IGNORE INTO journal VALUES (9, '', '', '', NULL, NULL, '{}', '')",
    ],
  ])('refuses %s to any program', async (_, sql) => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    for (let index = 0; index < 3; index++) await journal.append(note(index));
    expect(() => behindOurBack(folder, sql, { dropGuards: false })).toThrow('append-only');
  });

  it('puts back the guards that somebody dropped', async () => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    await journal.append(note(1));
    await journal.close();
    behindOurBack(folder, 'DROP VIEW risk_events; DROP INDEX journal_kind; CREATE VIEW risk_events AS SELECT 1');
    const { replaced } = await opened(folder);
    expect(replaced).toBeNull();
    expect(() => behindOurBack(folder, 'DELETE FROM journal', { dropGuards: false })).toThrow('append-only');
    behindOurBack(folder, 'SELECT time, kill_id FROM risk_events', { dropGuards: false });
  });

  it.runIf(has('sqlite3'))('shows an auditor the risk events in the sqlite3 shell', async () => {
    const folder = temporaryFolder();
    const { journal } = await opened(folder);
    await journal.append(note(1));
    const { at } = await journal.append(fired('k1'));
    const data = { address: '10.0.0.9', route: 'POST /kill', attempts: 3 };
    await journal.append({ kind: 'ACCESS_REFUSED', source: 'api', reason: 'wrong token', data });
    const out = execFileSync('sqlite3', ['-json', join(folder, 'journal.db'), 'SELECT * FROM risk_events']).toString();
    expect(JSON.parse(out)).toEqual([
      {
        seq: 2,
        time: at,
        kind: 'KILL_FIRED',
        source: 'usb',
        kill_id: 'k1',
        reason: 'pressed',
        data: '{"from":"desk button"}',
      },
      expect.objectContaining({ seq: 3, kind: 'ACCESS_REFUSED', reason: 'wrong token', data: JSON.stringify(data) }),
    ]);
  });
});

describe('reading', () => {
  it('pages newest first, by kind, to the end', async () => {
    const { journal } = await opened(temporaryFolder());
    for (let index = 1; index <= 9; index++) await journal.append(index % 3 === 0 ? fired(`k${index}`) : note(index));
    const first = value(await journal.page({ limit: 4 }));
    expect(first.rows.map((row) => row.seq)).toEqual([9, 8, 7, 6]);
    const second = value(await journal.page({ limit: 50, before: first.next ?? 0 }));
    expect(second).toMatchObject({ next: null });
    expect(second.rows.map((row) => row.seq)).toEqual([5, 4, 3, 2, 1]);
    const kills = value(await journal.page({ kind: 'KILL_FIRED' }));
    expect(kills.rows.map((row) => row.killId)).toEqual(['k9', 'k6', 'k3']);
    expect(kills.next).toBeNull();
  });

  it('finds a piece of text in kind, source, reason or data, taking % and _ as they are', async () => {
    const { journal } = await opened(temporaryFolder());
    await journal.append(note(1, 'fell by 25% today'));
    await journal.append(note(2, 'fell by 255 today'));
    await journal.append(fired('k'));
    const find = async (q: string) => value(await journal.page({ q })).rows.map((row) => row.seq);
    expect(await find('25% to')).toEqual([1]);
    expect(await find('_')).toEqual([3]);
    expect(await find('USB')).toEqual([3]);
    expect(await find('desk')).toEqual([3]);
    expect(await find('"flatMs":2')).toEqual([2]);
    expect(await find('nowhere')).toEqual([]);
  });

  it('looks at a bounded number of rows for one page, and goes on with the next', async () => {
    const limits = { searchSliceRows: 10, searchPageRows: 30 };
    const { journal } = await opened(temporaryFolder(), { limits });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => journal.append(note(index, index < 5 ? 'needle' : 'hay'))),
    );
    const sizes: number[] = [];
    const found: number[] = [];
    for (let before: number | undefined = 1_000; before !== undefined; ) {
      const page: { rows: JournalRow[]; next: number | null } = value(await journal.page({ q: 'needle', before }));
      sizes.push(page.rows.length);
      found.push(...page.rows.map((row) => row.seq));
      before = page.next ?? undefined;
    }
    expect(found).toEqual([5, 4, 3, 2, 1]);
    expect(sizes).toEqual([0, 0, 0, 5]);
  });

  it('gives every row of one kill oldest first, and the latest rows of some kinds newest first', async () => {
    const limits = { readSliceRows: 3 };
    const { journal } = await opened(temporaryFolder(), { limits });
    for (let index = 1; index <= 20; index++) await journal.append(index % 2 ? note(index) : fired(`k${index % 4}`));
    expect(value(await journal.rowsOfKill('k2')).map((row) => row.seq)).toEqual([2, 6, 10, 14, 18]);
    expect(value(await journal.latest(['KILL_FIRED', 'RESET'], 2)).map((row) => row.seq)).toEqual([20, 18]);
    expect(value(await journal.latest(['KILL_FIRED', 'DRILL'], 4)).map((row) => row.seq)).toEqual([20, 19, 18, 17]);
  });

  it('gives rows too heavy for one answer of the worker all the same', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { readSliceBytes: 1_000 } });
    const data = { broker: 'b', equity: '1', positions: [], orders: [] };
    const symbol = 'x'.repeat(3_000);
    for (let index = 0; index < 4; index++) {
      const positions = [{ symbol, quantity: '1', lastPrice: null }];
      await journal.append({ kind: 'BOOK_READ', source: 'engine', killId: 'k', data: { ...data, positions } });
    }
    expect(value(await journal.page({})).rows).toHaveLength(4);
    expect(value(await journal.page({ q: 'xxx' })).rows).toHaveLength(4);
    expect(value(await journal.rowsOfKill('k'))).toHaveLength(4);
    expect(await journal.verify()).toEqual({ ok: true, rows: 4 });
  });

  it('answers readers while rows come without a pause', async () => {
    const { journal } = await opened(temporaryFolder());
    let flooding = true;
    const flood = async () => {
      while (flooding) await journal.append(note(1));
    };
    const floods = Promise.all(Array.from({ length: 600 }, flood));
    const page = await within(journal.page({ limit: 1 }), 5_000);
    flooding = false;
    await floods;
    expect(page).toMatchObject({ ok: true });
  });

  it('refuses more readers than can wait, and says so', async () => {
    const { journal } = await opened(temporaryFolder(), { limits: { readsWaiting: 2 } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => journal.page({})));
    expect(answers.filter((answer) => !answer.ok && answer.failure.code === 'too_many').length).toBeGreaterThan(5);
    expect(answers.some((answer) => answer.ok)).toBe(true);
  });
});
