import { expect, test } from 'vitest';
import type { JournalRow } from '../../../shared/api/journal.ts';
import { brokenSentence, chainSentence, walkSentence } from './chain-words.ts';
import { keyTarget } from './keys.ts';
import { riskLimits } from './limits.ts';
import type { LogView } from './log.ts';
import { logSentence } from './log-words.ts';
import { rowJson, rowWords } from './row-words.ts';

const at = '2026-11-21T09:14:03.000Z';
const row: JournalRow = { seq: 7, at, kind: 'CLOSE_SENT', source: 'engine', killId: 'k1', reason: null, data: {} };

test('a row in one line: the reason, then what is a word or a number', () => {
  const data = { broker: 'demo', symbol: 'AAPL', answer: { kind: 'accepted' }, filled: null, elapsedMs: 21.4 };
  expect(rowWords({ ...row, data })).toBe('broker demo · symbol AAPL · elapsedMs 21.4');
  expect(rowWords({ ...row, reason: 'pressed', data: { from: 'desk' } })).toBe('pressed · from desk');
  expect(rowWords({ ...row, reason: 'x'.repeat(500) })).toHaveLength(riskLimits.rowWordsCharacters);
  expect(JSON.parse(rowJson({ ...row, data }))).toEqual({ ...row, data });
});

test('the chain is said to hold only where somebody has looked, and a break is named', () => {
  expect(chainSentence(null)).toContain('not been verified');
  expect(chainSentence({ at, tookMs: 11_200, verdict: { ok: true, rows: 1_000_123 } })).toBe(
    'All 1,000,123 rows held when last verified, in 11 s.',
  );
  const verdict = { ok: false, rows: 4_710, firstBroken: 4_711, why: 'row 4711 is missing' };
  expect(chainSentence({ at, tookMs: 9, verdict })).toBe(
    'Row 4,711 does not hold: row 4711 is missing. Rows 1 to 4,710 hold.',
  );
  expect(brokenSentence({ ok: false, rows: 0, firstBroken: 1 })).toBe('Row 1 does not hold. No row before it is left.');
  expect(walkSentence({ row: 320_000, rows: 1_000_000 })).toContain('Row 320,000 of 1,000,000');
});

test('a search says how far it has come, and nothing of it is called the whole before it is', () => {
  const view: LogView = { count: 3, added: 0, newer: 0, searched: null, isOpening: false, failure: null };
  expect(logSentence(view)).toBe('3 rows, newest first');
  expect(logSentence({ ...view, searched: { downTo: 900_121, isWhole: false } })).toBe(
    '3 rows found so far, down to row 900,121',
  );
  expect(logSentence({ ...view, count: 0, searched: { downTo: 1, isWhole: true } })).toBe(
    'Nothing found in the whole journal',
  );
  const failure = { code: 'degraded', message: 'The disk hangs.', hint: '', mayHaveLanded: false } as const;
  expect(logSentence({ ...view, failure })).toContain('The disk hangs.');
});

test('keys lead through the rows, and never beyond them', () => {
  const standing = { active: 5, first: 3, count: 100, pageRows: 10 };
  const to = (key: string, over = {}) => keyTarget(key, { ...standing, ...over });
  expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => to(key))).toEqual([
    6, 4, 15, 0, 0, 99,
  ]);
  expect(to('ArrowDown', { active: 99 })).toBe(99);
  expect(to('PageDown', { active: null })).toBe(3);
  expect(to('End', { count: 0 })).toBeNull();
  expect(to('a')).toBeNull();
});
