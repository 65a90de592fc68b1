import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { killMessage } from './fixture.ts';
import { alertLimits } from './limits.ts';
import { FakeJournal, life } from './outbox-fixture.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') }));
afterEach(() => void vi.useRealTimers());
const turn = () => vi.advanceTimersByTimeAsync(0);

const pending = (journal: FakeJournal) => [...journal.disk.values()].filter((row) => row.pending).map(({ id }) => id);

describe('the outbox', () => {
  it('takes an event in once, however often it is put, also by a later life', async () => {
    const journal = new FakeJournal();
    const first = life(journal);
    first.outbox.put(killMessage(), ['ops', 'ops']);
    first.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(first.sent).toHaveLength(1);
    expect(pending(journal)).toEqual([]);
    const second = life(journal);
    await second.outbox.load();
    second.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(second.sent).toEqual([]);
  });

  it('mends half a character, with which a service might refuse the whole message', async () => {
    const { outbox, sent } = life(new FakeJournal());
    outbox.put(killMessage({ id: 'half \ud83d', title: 'cut \ud83d' }), ['ops']);
    await turn();
    expect(sent).toEqual(['half \ufffd']);
    expect(outbox.recent()).toMatchObject([{ title: 'cut \ufffd' }]);
  });

  it('sends what an earlier life left, and gives up what has no channel any more', async () => {
    const journal = new FakeJournal();
    const first = life(journal, () => new Promise(() => undefined));
    first.outbox.put(killMessage(), ['ops']);
    await turn();
    expect(pending(journal)).toEqual([`${killMessage().id}@ops`]);
    first.desk.stop();
    const row = journal.disk.get(`${killMessage().id}@ops`);
    journal.disk.set('x@gone', {
      id: 'x@gone',
      pending: true,
      entry: (row?.entry ?? '').replaceAll('ops', 'gone'),
    });
    journal.disk.set('bad', { id: 'bad', pending: true, entry: 'nonsense' });
    const second = life(journal);
    await second.outbox.load();
    await turn();
    expect(second.sent).toEqual([killMessage().id]);
    expect(journal.rows.at(-2)).toMatchObject({ kind: 'ALERT_FAILED', data: { channel: 'gone', givenUp: true } });
  });

  it('sends while nothing can be written, and writes when that works again, also into a new file', async () => {
    const journal = new FakeJournal();
    journal.turns(false);
    const { outbox, sent } = life(journal);
    outbox.put(killMessage(), ['ops']);
    await turn();
    expect(sent).toHaveLength(1);
    expect(journal.disk.size).toBe(0);
    journal.turns(true);
    await turn();
    expect([...journal.disk.values()]).toMatchObject([{ pending: false }]);
    journal.replace();
    await turn();
    expect(journal.disk.size).toBe(1);
  });

  it('tries a refused write again by itself', async () => {
    const journal = new FakeJournal();
    const { outbox } = life(journal);
    journal.writable = false;
    journal.health = () => ({ ok: true });
    outbox.put(killMessage(), ['ops']);
    await turn();
    journal.writable = true;
    await vi.advanceTimersByTimeAsync(alertLimits.keepAgainMs);
    expect(journal.disk.size).toBe(1);
  });

  it('records the first failure, the giving up and the success, and nothing between', async () => {
    const journal = new FakeJournal();
    let tries = 0;
    const { outbox } = life(journal, async () => {
      tries += 1;
      return tries < 4 ? { kind: 'failed', permanent: false, words: 'no' } : { kind: 'sent', words: 'ok' };
    });
    outbox.put(killMessage(), ['ops']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(journal.rows).toMatchObject([
      { kind: 'ALERT_FAILED', killId: 'k-1', reason: 'no', data: { attempts: 1, givenUp: false } },
      { kind: 'ALERT_SENT', killId: 'k-1', data: { attempts: 4, latencyMs: 7_000 } },
    ]);
  });
});
