import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemBytes } from './item.ts';
import { journalLimits } from './limits.ts';
import type { Item } from './protocol.ts';
import { WaitingRows } from './waiting.ts';

const item = (kind: string, data = '{}'): Item => ({ at: '', kind, source: 'cli', kill_id: null, reason: null, data });
const committed = () => undefined;

function queueOf(limits: Partial<typeof journalLimits>, ...items: Item[]): WaitingRows {
  const queue = new WaitingRows({ ...journalLimits, ...limits });
  for (const each of items) queue.push({ item: each, committed });
  return queue;
}

describe('rows that wait', () => {
  it('are taken in transactions of a bounded size, in order, and stay until they are committed', () => {
    const queue = queueOf({ batchRows: 2 }, item('A'), item('B'), item('C'));
    expect(queue.take().map(({ kind }) => kind)).toEqual(['A', 'B']);
    queue.putBack();
    expect(queue.take().map(({ kind }) => kind)).toEqual(['A', 'B']);
    expect(queue.commit()).toHaveLength(2);
    expect(queue.take().map(({ kind }) => kind)).toEqual(['C']);
  });

  it('are taken one at a time where one alone is too heavy for a transaction', () => {
    const queue = queueOf({ batchBytes: 300 }, item('A', 'x'.repeat(1_000)), item('B'));
    expect(queue.take().map(({ kind }) => kind)).toEqual(['A']);
  });

  it('give way to the latch’s, the newest first, and are counted', () => {
    const queue = queueOf({ queueRows: 3 }, item('A'), item('B'), item('C'), item('RESET'), item('D'));
    expect(queue.take().map(({ kind }) => kind)).toEqual(['A', 'B', 'RESET']);
    expect(queue.dropped).toBe(2);
  });

  it('give way, when all are the latch’s, from the newest that joined a kill', () => {
    const joined = Array.from({ length: 9 }, (_, nth) => item('KILL_JOINED', String(nth)));
    const queue = queueOf({ queueRows: 3 }, item('KILL_FIRED'), ...joined, item('RESET'));
    expect(queue.take().map(({ kind, data }) => `${kind} ${data}`)).toEqual([
      'KILL_FIRED {}',
      'KILL_JOINED 0',
      'RESET {}',
    ]);
  });

  it('may be gathered while nobody waits for one of them', () => {
    const queue = queueOf({}, item('CLOSE_SENT'), item('CLOSE_ANSWERED'));
    expect(queue.mayGather).toBe(true);
    queue.push({ item: item('KILL_FIRED'), committed });
    expect(queue.mayGather).toBe(false);
    queue.take();
    queue.commit();
    expect(queue.mayGather).toBe(true);
  });

  it('are limited in bytes too', () => {
    const bytes = itemBytes(item('A')) * 2;
    const queue = queueOf({ queueBytes: bytes }, item('A'), item('B'), item('C'));
    expect(queue.take().map(({ kind }) => kind)).toEqual(['A', 'B']);
  });

  it('are not dropped while they are being written', () => {
    const queue = queueOf({ queueRows: 2 }, item('A'), item('B'));
    queue.take();
    for (const kind of ['KILL_FIRED', 'RESET', 'C']) queue.push({ item: item(kind), committed });
    expect(queue.commit().map((row) => row.item.kind)).toEqual(['A', 'B']);
    expect(queue.take().map(({ kind }) => kind)).toEqual(['KILL_FIRED', 'RESET']);
  });

  it('never lose one of the latch, never change order, and never outgrow their limit by others', () => {
    const step = fc.constantFrom('DRILL', 'BOOK_READ', 'KILL_FIRED', 'RESET', 'take', 'commit', 'putBack');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const run = new Run();
        for (const each of steps) {
          run.step(each);
          expect(run.queue.length).toBeLessThanOrEqual(Math.max(5, run.pushed.filter(isLatch).length + run.taken));
        }
        run.step('putBack');
        while (run.queue.take().length > 0) run.step('commit');
        const places = run.written.map((each) => run.pushed.indexOf(each));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(new Set(places).size + run.queue.dropped).toBe(run.pushed.length);
        expect(run.written.filter(isLatch)).toEqual(run.pushed.filter(isLatch));
      }),
    );
  });
});

const isLatch = ({ kind }: Item) => kind === 'RESET' || kind === 'KILL_FIRED';

/** A short queue under a random order of events, and what went in and came out. */
class Run {
  readonly queue = new WaitingRows({ ...journalLimits, queueRows: 5, batchRows: 3 });
  readonly pushed: Item[] = [];
  readonly written: Item[] = [];
  taken = 0;

  step(step: string): void {
    if (step === 'take') this.taken = this.queue.take().length;
    else if (step === 'commit') this.written.push(...this.queue.commit().map((row) => row.item));
    else if (step === 'putBack') this.queue.putBack();
    else {
      const pushed = item(step);
      this.pushed.push(pushed);
      this.queue.push({ item: pushed, committed });
    }
    if (step === 'commit' || step === 'putBack') this.taken = 0;
  }
}
