import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../shared/api/journal.ts';
import { engagedKill, initialSwitch } from './latch.ts';
import { latchEventOf, replay } from './recorded.ts';

const at = '2026-01-01T00:00:00.000Z';

/** A row as the journal hands it out, which promises nothing of what is in it. */
function row(seq: number, kind: string, more: object): JournalRow {
  return { seq, at, kind, source: 'cli', killId: 'k', reason: 'r', data: {}, ...more } as JournalRow;
}

const fired = row(1, 'KILL_FIRED', { data: { from: 'test' } });
const reset = row(2, 'RESET', { data: { acceptedResiduals: [] } });

describe('rows of a later version', () => {
  it('a firing that cannot be read whole is one all the same, under its own name', () => {
    const strange = row(1, 'KILL_FIRED', { source: 'wrist', data: { pulse: 180 } });
    expect(engagedKill(replay(initialSwitch(at), [strange]))).toMatchObject({
      killId: 'k',
      source: 'engine',
      reason: 'r',
    });
    const nameless = row(7, 'KILL_FIRED', { killId: null, reason: null });
    expect(engagedKill(replay(initialSwitch(at), [nameless]))).toMatchObject({ killId: 'row-7' });
  });

  it('a reset that cannot be read opens nothing, and one that can does', () => {
    const strange = row(2, 'RESET', { source: 'wrist' });
    expect(engagedKill(replay(initialSwitch(at), [fired, strange]))).toMatchObject({ killId: 'k' });
    expect(engagedKill(replay(initialSwitch(at), [fired, reset]))).toBeNull();
  });

  it('nothing else of them changes the switch', () => {
    const engaged = replay(initialSwitch(at), [fired]);
    const strange = ['KILL_JOINED', 'KILL_SETTLED', 'FLAT_CHANGED', 'JOURNAL_REPLACED'].map((kind, nth) =>
      row(2 + nth, kind, { data: { odd: true } }),
    );
    expect(replay(engaged, strange)).toEqual(engaged);
    expect(latchEventOf(row(9, 'DRILL', {}))).toBeNull();
  });
});
