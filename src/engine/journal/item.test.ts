import { describe, expect, it } from 'vitest';
import type { JournalEvent } from './events.ts';
import { itemOf, rowOf } from './item.ts';

const at = '2026-01-02T03:04:05.678Z';
const event: JournalEvent = { kind: 'DRILL', source: 'cli', data: { flat: true, flatMs: 3 } };

describe('an event as it is stored', () => {
  it('comes back as the row that readers see', () => {
    const row = rowOf({ seq: 4, ...itemOf({ ...event, killId: 'k', reason: 'r' }, at, 1_000) });
    expect(row).toEqual({ seq: 4, at, kind: 'DRILL', source: 'cli', killId: 'k', reason: 'r', data: event.data });
  });

  it('has no text that the file can’t hold as it is', () => {
    const { reason } = itemOf({ ...event, reason: 'a\0b\ud800c' }, at, 1_000);
    expect(reason).toBe('a\ufffdb\ufffdc');
  });

  it('is recorded without its data when they can’t be encoded', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const { kind, data } = itemOf({ ...event, data: loop } as unknown as JournalEvent, at, 1_000);
    expect({ kind, data: JSON.parse(data) }).toEqual({ kind: 'DRILL', data: { unencodable: expect.any(String) } });
  });

  it('is recorded with the beginning of its data when they are too long', () => {
    const long = { ...event, data: { words: 'x'.repeat(5_000) } } as unknown as JournalEvent;
    const { data } = itemOf(long, at, 800);
    expect(JSON.parse(data)).toEqual({ cutFromBytes: 5_012, start: expect.stringMatching(/^\{"words":"x{90}$/) });
  });

  it.each(['no JSON', '[1]', '7', 'null'])('that somebody edited is shown as it stands: %s', (data) => {
    const row = rowOf({ seq: 1, at, kind: 'DRILL', source: 'cli', kill_id: null, reason: null, data });
    expect(row.data).toEqual({ unreadable: data });
  });
});
