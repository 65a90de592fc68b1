import { beforeEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../journal/events.ts';
import { broker } from './fixture.ts';
import { type KeptPeak, PeakKeeper } from './peak-keeper.ts';

let nowMs = 0;
let written: KeptPeak[] = [];
let rows: JournalEvent[] = [];

function keeper(remembered: KeptPeak | null = null): PeakKeeper {
  const file = {
    write: async (value: KeptPeak) => {
      written.push(structuredClone(value));
      return true;
    },
  };
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  return new PeakKeeper({ remembered, file, keepMs: 10_000, clock, record: (event) => rows.push(event) });
}

const at = (equity: string, netTransfers = '0') => [broker({ equity, netTransfers })];
const unread = [broker({}, { trouble: 'down' })];

beforeEach(() => {
  nowMs = 0;
  written = [];
  rows = [];
});

describe('the kept peak', () => {
  it('begins at the first full reading, journaled and written at once', () => {
    const peak = keeper();
    peak.look(unread);
    expect(peak.current()).toBe(null);
    peak.look(at('100'));
    expect(rows).toMatchObject([{ kind: 'PEAK_REBASED', data: { from: null, to: '100', currency: 'USD' } }]);
    expect(written.at(-1)?.peak?.value).toBe('100');
  });

  it('goes on from what the last life kept', () => {
    const first = keeper();
    first.look(at('100'));
    const second = keeper(written.at(-1) ?? null);
    second.look(at('70'));
    expect(second.current()?.value).toBe('100');
    expect(rows).toHaveLength(1);
  });

  it('is written at once when money is paid in or out, and seldom while it only moves', async () => {
    const peak = keeper();
    peak.look(at('100'));
    peak.look(at('101'));
    nowMs = 9_999;
    peak.look(at('102'));
    expect(written).toHaveLength(1);
    nowMs = 10_000;
    peak.look(at('103'));
    expect(written.at(-1)?.peak?.value).toBe('103');
    peak.look(at('103'));
    peak.look(at('153', '50'));
    expect(written).toHaveLength(3);
    peak.look(at('154', '50'));
    await peak.store();
    expect(written.at(-1)?.peak?.value).toBe('154');
  });

  it('is not written while nothing changes', () => {
    const peak = keeper();
    for (nowMs = 0; nowMs < 100_000; nowMs += 1_000) peak.look(at('100'));
    expect(written).toHaveLength(1);
  });

  it('begins anew on demand, at the next full reading where there is none, also in the next life', () => {
    const peak = keeper();
    peak.look(at('100'));
    peak.rebase(at('70'), 'the kill switch was reset');
    expect(peak.current()?.value).toBe('70');
    expect(rows.at(-1)).toMatchObject({ reason: 'the kill switch was reset', data: { from: '100', to: '70' } });
    peak.rebase(unread, 'reset again');
    expect(peak.current()?.value).toBe('70');
    const next = keeper(written.at(-1) ?? null);
    next.look(at('60'));
    expect(next.current()?.value).toBe('60');
    next.look(at('50'));
    expect(next.current()?.value).toBe('60');
  });

  it('begins anew in another currency, and says so', () => {
    const peak = keeper();
    peak.look(at('100'));
    peak.look([broker({ equity: '50', currency: 'EUR' })]);
    expect(rows.at(-1)).toMatchObject({ kind: 'PEAK_REBASED', data: { from: '100', to: '50', currency: 'EUR' } });
  });
});
