import { expect, test } from 'vitest';
import type { Called } from '../../../client/failure.ts';
import type { JournalPage, JournalRow } from '../../../shared/api/journal.ts';
import type { JournalQuery } from '../../../shared/api/routes.ts';
import { fits, noFilter } from './filter.ts';
import { FoundLog } from './found-log.ts';
import { riskLimits } from './limits.ts';
import { WholeLog } from './whole-log.ts';

function rowAt(seq: number): JournalRow {
  const kind = seq % 10 === 0 ? 'KILL_FIRED' : 'CLOSE_SENT';
  return {
    seq,
    at: `2026-11-21T09:14:03.${String(seq % 1000).padStart(3, '0')}Z`,
    kind,
    source: 'cli',
    killId: null,
    reason: null,
    data: { n: seq },
  };
}

/** The engine's paging, on a journal of so many rows; `scanRows`: what one page of a search looks at. */
class Shelf {
  rows: number;
  queries: JournalQuery[] = [];
  failing = false;
  changes = 0;
  private readonly scanRows: number;
  private readonly delayed: (() => void)[] = [];

  constructor(rows: number, scanRows = Number.POSITIVE_INFINITY) {
    this.rows = rows;
    this.scanRows = scanRows;
  }

  readonly options = {
    load: async (query: JournalQuery): Promise<Called<JournalPage>> => {
      this.queries.push(query);
      if (this.failing) {
        const failure = { code: 'degraded', message: 'the disk', hint: '', mayHaveLanded: false } as const;
        return { ok: false, failure };
      }
      const { before = this.rows + 1, limit = 100, kind = '', q = '' } = query;
      const rows: JournalRow[] = [];
      let seq = Math.min(before, this.rows + 1) - 1;
      const bottom = seq - this.scanRows;
      for (; seq > 0 && seq > bottom && rows.length < limit; seq -= 1) {
        if (fits(rowAt(seq), { kind, text: q })) rows.push(rowAt(seq));
      }
      return { ok: true, value: { rows, next: seq === 0 ? null : seq + 1 } };
    },
    timers: {
      nowMs: () => 0,
      after: (_delayMs: number, run: () => void) => {
        this.delayed.push(run);
        return () => undefined;
      },
    },
    onChange: () => {
      this.changes += 1;
    },
  };

  elapse(): void {
    for (const run of this.delayed.splice(0)) run();
  }
}

/** Lets every answer that is on its way arrive. */
const calm = () => new Promise((resolve) => setTimeout(resolve, 5));
const seqs = (log: WholeLog | FoundLog, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => log.row(first + index)?.seq ?? null);

test('the whole log opens at the newest row, and any depth of a million is one page away', async () => {
  const shelf = new Shelf(1_000_000);
  const log = new WholeLog(shelf.options);
  expect(log.view()).toMatchObject({ count: 0, isOpening: true });
  await calm();
  expect(log.view()).toMatchObject({ count: 1_000_000, newer: 0, isOpening: false });
  expect(seqs(log, 0, 2)).toEqual([1_000_000, 999_999, 999_998]);
  shelf.queries = [];
  log.show(500_000, 500_020);
  expect(log.row(500_000)).toBeNull();
  expect(log.seqOf(500_000)).toBe(500_000);
  await calm();
  expect(seqs(log, 500_000, 500_001)).toEqual([500_000, 499_999]);
  log.show(999_980, 999_999);
  await calm();
  expect(seqs(log, 999_998, 999_999)).toEqual([2, 1]);
  expect(shelf.queries).toHaveLength(2);
});

test('whoever flies by a thousand places reads the last one, and memory stays bounded', async () => {
  const shelf = new Shelf(1_000_000);
  const log = new WholeLog(shelf.options);
  await calm();
  shelf.queries = [];
  for (let place = 0; place < 1_000; place += 1) log.show(place * 900, place * 900 + 20);
  await calm();
  expect(shelf.queries.length).toBeLessThanOrEqual(2);
  expect(log.row(999 * 900)).not.toBeNull();
  for (let place = 0; place < 100; place += 1) {
    log.show(place * 100, place * 100 + 20);
    await calm();
  }
  const held = Array.from({ length: 12_000 }, (_, index) => log.row(index)).filter((row) => row !== null);
  expect(held.length).toBeLessThanOrEqual(riskLimits.rowsKept + riskLimits.pageRows);
  expect(log.row(9_910)).not.toBeNull();
});

test('rows that arrive move nothing until the reader wants them, unless the reader follows', async () => {
  const shelf = new Shelf(500);
  const log = new WholeLog(shelf.options);
  await calm();
  log.arrived(rowAt(501), true);
  expect(log.view()).toMatchObject({ count: 501, added: 1, newer: 0 });
  log.arrived(rowAt(504), false);
  expect(log.view()).toMatchObject({ count: 501, newer: 3 });
  expect(log.row(0)?.seq).toBe(501);
  shelf.rows = 504;
  log.takeNewer();
  log.show(0, 10);
  await calm();
  expect(seqs(log, 0, 3)).toEqual([504, 503, 502, 501]);
});

test('a journal that begins anew is read anew', async () => {
  const shelf = new Shelf(500);
  const log = new WholeLog(shelf.options);
  await calm();
  shelf.rows = 2;
  log.arrived(rowAt(1), true);
  await calm();
  expect(log.view()).toMatchObject({ count: 2, newer: 0 });
  expect(seqs(log, 0, 2)).toEqual([2, 1, null]);
});

test('a row that was read before it was told changes nothing', async () => {
  const shelf = new Shelf(500);
  const logs = [new WholeLog(shelf.options), new FoundLog({ kind: 'KILL_FIRED', text: '' }, shelf.options)];
  await calm();
  const asked = shelf.queries.length;
  for (const seq of [500, 490]) for (const log of logs) log.arrived(rowAt(seq), false);
  await calm();
  expect(logs.map((log) => log.view().newer)).toEqual([0, 0]);
  expect(shelf.queries).toHaveLength(asked);
});

test('what was missed while nothing was heard is offered as newer rows', async () => {
  const shelf = new Shelf(500);
  const log = new WholeLog(shelf.options);
  await calm();
  shelf.rows = 700;
  log.reopen();
  await calm();
  expect(log.view()).toMatchObject({ count: 500, newer: 200 });
});

test('a page that can not be read says so and is asked for again', async () => {
  const shelf = new Shelf(500);
  shelf.failing = true;
  const log = new WholeLog(shelf.options);
  await calm();
  expect(log.view().failure).toMatchObject({ code: 'degraded' });
  shelf.failing = false;
  shelf.elapse();
  await calm();
  expect(log.view()).toMatchObject({ failure: null, count: 500 });
});

test('a search reads on as the reader comes near its end, and gives back what it dropped', async () => {
  const shelf = new Shelf(100_000);
  const log = new FoundLog({ kind: 'KILL_FIRED', text: '' }, shelf.options);
  await calm();
  expect(log.view()).toMatchObject({ count: 100, searched: { downTo: 99_010, isWhole: false } });
  for (let first = 0; first < 9_900; first += 80) {
    log.show(first, first + 20);
    await calm();
  }
  log.show(9_960, 9_999);
  await calm();
  expect(log.view()).toMatchObject({ count: 10_000, searched: { isWhole: true } });
  expect(seqs(log, 9_999, 9_999)).toEqual([10]);
  expect(log.row(50)).toBeNull();
  log.show(40, 60);
  await calm();
  expect(seqs(log, 40, 60)).toEqual(Array.from({ length: 21 }, (_, index) => 100_000 - (40 + index) * 10));
});

test('a search that finds nothing goes through to the end by itself, and says how far it is', async () => {
  const shelf = new Shelf(1_000, 100);
  const log = new FoundLog({ kind: '', text: 'nowhere' }, shelf.options);
  await calm();
  expect(shelf.queries).toHaveLength(10);
  expect(log.view()).toMatchObject({ count: 0, searched: { isWhole: true } });
});

test('rows that fit arrive on top of a search, all others do not', async () => {
  const shelf = new Shelf(100);
  const log = new FoundLog({ kind: 'KILL_FIRED', text: '' }, shelf.options);
  await calm();
  log.arrived(rowAt(101), true);
  log.arrived(rowAt(110), true);
  log.arrived(rowAt(120), false);
  expect(log.view()).toMatchObject({ count: 11, added: 1, newer: 1 });
  expect(seqs(log, 0, 1)).toEqual([110, 100]);
  log.takeNewer();
  expect(seqs(log, 0, 2)).toEqual([120, 110, 100]);
});

test('a text is looked for as the engine does', () => {
  const row = { ...rowAt(7), reason: 'Disk Full', data: { broker: 'ALPACA', Ä: 'Ö' } };
  for (const text of ['disk f', 'close_', 'CLI', '"broker":"alp']) expect(fits(row, { kind: '', text })).toBe(true);
  for (const text of ['ö', 'disk  full', 'kraken']) expect(fits(row, { kind: '', text })).toBe(false);
  expect(fits(row, { kind: 'CLOSE', text: '' })).toBe(false);
  expect(fits(row, noFilter)).toBe(true);
});
