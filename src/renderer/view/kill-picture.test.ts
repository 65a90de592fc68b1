import { expect, test } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { killPicture, marksInTime, pictureSentence, pictureTicks } from './kill-picture.ts';

const firedAt = '2026-11-21T09:14:03.000Z';
const firedMs = Date.parse(firedAt);

function row(kind: string, atMs: number, data: JournalRow['data'] = {}): JournalRow {
  const at = new Date(firedMs + atMs).toISOString();
  return { seq: 100 + atMs, at, kind, source: 'window', killId: 'k', reason: null, data };
}

const demo = { broker: 'demo' };
const rows = [
  row('KILL_FIRED', 0),
  row('BOOK_READ', 1, demo),
  row('CANCEL_SENT', 2, demo),
  row('CLOSE_SENT', 3, demo),
  row('CLOSE_ANSWERED', 43, { ...demo, elapsedMs: 40, answer: { kind: 'refused', words: 'held' } }),
  row('CANCEL_ANSWERED', 52, { ...demo, elapsedMs: 50, answer: { kind: 'accepted', words: '' } }),
  row('KILL_JOINED', 60),
  row('BOT_HALTED', 70, { bot: 'grid', elapsedMs: 70 }),
  row('ALERT_SENT', 300, { latencyMs: 290 }),
  row('BROKER_SETTLED', 4_000, { ...demo, flat: true, elapsedMs: 4_000 }),
  row('KILL_SETTLED', 4_001, { flat: true, elapsedMs: 4_001 }),
];
const picture = killPicture({ rows, firedAt });

test('a lane each for paths, latch, bots, the work at each broker, and alerts', () => {
  expect(picture.lanes.map(({ name, marks }) => `${name}: ${marks.map(({ entry }) => entry.kind).join(' ')}`)).toEqual([
    'paths: KILL_FIRED KILL_JOINED',
    'latch: KILL_FIRED KILL_SETTLED',
    'bots: BOT_HALTED',
    'demo: cancels: CANCEL_SENT CANCEL_ANSWERED',
    'demo: closes: CLOSE_SENT CLOSE_ANSWERED',
    'demo: readings: BOOK_READ BROKER_SETTLED',
    'alerts: ALERT_SENT',
  ]);
  expect(picture.endMs).toBe(4_001);
});

test('an answer reaches back to its question, a settlement is a moment', () => {
  const of = (kind: string) => marksInTime(picture).find(({ entry }) => entry.kind === kind);
  expect(of('CLOSE_ANSWERED')).toMatchObject({ fromMs: 3, toMs: 43, isRefused: true });
  expect(of('CANCEL_ANSWERED')).toMatchObject({ fromMs: 2, toMs: 52, isRefused: false });
  expect(of('ALERT_SENT')).toMatchObject({ fromMs: 10, toMs: 300 });
  expect(of('BROKER_SETTLED')).toMatchObject({ fromMs: 4_000, toMs: 4_000, isRefused: false });
  expect(of('BOT_HALTED')).toMatchObject({ fromMs: 70, toMs: 70 });
});

test('each row is gone through once, in time', () => {
  expect(marksInTime(picture).map(({ entry }) => entry.seq)).toEqual(rows.map(({ seq }) => seq));
});

test('a fast kill is drawn on a second, and a row of a version that is not known is not lost', () => {
  const odd = killPicture({ rows: [row('KILL_FIRED', 0), row('NEW_KIND', -3)], firedAt });
  expect(odd.endMs).toBe(1_000);
  expect(odd.lanes.at(-1)).toMatchObject({ name: 'other', marks: [{ fromMs: 0, toMs: 0 }] });
});

test('the axis is labelled as far as it goes', () => {
  expect(pictureTicks(4_001)).toEqual([1, 10, 100, 1_000]);
  expect(pictureTicks(60_000).at(-1)).toBe(60_000);
});

test('who can not see it hears what it shows', () => {
  expect(pictureSentence(picture, { source: 'window' })).toContain('4.0 s in all. Rows in each lane: paths 2, latch 2');
});
