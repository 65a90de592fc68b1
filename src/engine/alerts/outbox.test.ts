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

  it('keeps the newest of a slot under the id and in the row of the untried one, and leaves alone what was tried', async () => {
    const journal = new FakeJournal();
    const { outbox, desk, sent } = life(journal, () => new Promise(() => undefined));
    const change = (id: string, over = {}) =>
      outbox.put(killMessage({ id, title: id, slot: 'change', urgent: false, ...over }), ['ops']);
    change('tried');
    change('older', { urgent: true });
    change('newer');
    await turn();
    expect(sent).toEqual(['tried']);
    expect(outbox.recent().map(({ id, title }) => [id, title])).toEqual([
      ['older@ops', 'newer'],
      ['tried@ops', 'tried'],
    ]);
    // What it took the place of was urgent.
    expect(journal.disk.get('older@ops')?.entry).toContain('"urgent":true');
    outbox.put(killMessage({ id: 'closed', step: 'closed' }), ['ops']);
    change('of the next');
    await turn();
    expect([...journal.disk.keys()]).toEqual(['tried@ops', 'older@ops', 'closed@ops', 'of the next@ops']);
    desk.stop();
  });

  it('sends no older one of a slot that it could read only later', async () => {
    const journal = new FakeJournal();
    const first = life(journal, () => new Promise(() => undefined));
    first.outbox.put(killMessage(), ['ops']);
    first.outbox.put(killMessage({ id: 'older', slot: 'change' }), ['ops']);
    await turn();
    first.desk.stop();
    const second = life(journal, () => new Promise(() => undefined));
    second.outbox.put(killMessage({ id: 'again' }), ['ops']);
    second.outbox.put(killMessage({ id: 'newer', slot: 'change' }), ['ops']);
    await second.outbox.load();
    const states = second.outbox.recent().map(({ id, state, words }) => [id, state, words]);
    expect(states).toContainEqual(['older@ops', 'failed', 'a newer message has taken its place']);
    expect(states).toContainEqual(['newer@ops', 'waiting', '']);
    second.desk.stop();
  });

  it('reads what a version before the slots has left', async () => {
    const journal = new FakeJournal();
    const first = life(journal, () => new Promise(() => undefined));
    first.outbox.put(killMessage(), ['ops']);
    await turn();
    first.desk.stop();
    for (const [id, row] of journal.disk) {
      journal.disk.set(id, { ...row, entry: row.entry.replace(',"slot":null', '') });
    }
    const second = life(journal);
    await second.outbox.load();
    await turn();
    expect(second.sent).toEqual([killMessage().id]);
  });
});
