import { systemClock } from '../../../src/engine/clock.ts';
import { openJournal } from '../../../src/engine/journal/open-journal.ts';

/** Appends to the journal of the folder given, a few at a time, and prints the number of each row that was answered. */
const workerUrl = new URL('../../../src/engine/journal/worker.ts', import.meta.url);
const folder = process.argv[2] ?? '';
const { journal } = await openJournal({ folder, clock: systemClock, workerUrl, latch: () => null });

async function appendForever(lane: number): Promise<never> {
  for (let index = 0; ; index++) {
    const row = await journal.append({
      kind: 'DRILL',
      source: 'cli',
      reason: `${lane}`,
      data: { flat: true, flatMs: index },
    });
    process.stdout.write(`${row.seq} ${lane} ${index}\n`);
  }
}
await Promise.all([1, 2, 3, 4, 5].map(appendForever));
