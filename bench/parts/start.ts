import { startBareNode } from '../contenders/bare-node.ts';
import { startEngine } from '../contenders/engine.ts';
import { startFlask } from '../contenders/flask.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { writeLongJournal } from '../lib/long-journal.ts';
import { spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';

/** From the start of a process to its first answer; for Scram, to the first `armed`. */
export async function measureStart(bench: Bench): Promise<Findings> {
  const { pace, children, scratch, say } = bench;
  const longDir = scratch.path('long');
  writeLongJournal(longDir, pace.journalRows);
  const rows = pace.journalRows.toLocaleString('en');
  say(`start: wrote a journal of ${rows} rows`);
  const verdict = await verifyOnce(bench, longDir);
  say(`start: ${verdict}`);
  const shortDir = scratch.path('short');
  const starters = {
    floor: () => startBareNode(bench),
    short: () => startEngine(bench, { dataDir: shortDir }),
    long: () => startEngine(bench, { dataDir: longDir }),
    flask: () => startFlask(bench),
  };
  const found: Record<keyof typeof starters, number[]> = { floor: [], short: [], long: [], flask: [] };
  // The first round fills the page cache and makes the short journal; it is not kept.
  for (let round = -1; round < pace.startRounds; round += 1) {
    for (const name of ['floor', 'short', 'long', 'flask'] as const) {
      const { process: child, armedAfterMs } = await starters[name]();
      if (round >= 0) found[name].push(armedAfterMs);
      await children.stop(child);
    }
  }
  const row = (what: string, own: number[]) => [what, spread(own), timesFloor(own, found.floor)];
  const head = ['from the start of the process to', 'ms', '÷ bare Node'];
  return {
    start: table(head, [
      row('an answer from bare Node with an HTTP server', found.floor),
      row('an armed Scram, new journal', found.short),
      row(`an armed Scram, journal of ${rows} rows`, found.long),
      row('an answer from Flask', found.flask),
    ]),
    verify: `${verdict}.`,
  };
}

/** The journal must be one that the engine itself vouches for, or the start would be measured on a fake. */
async function verifyOnce(bench: Bench, dataDir: string): Promise<string> {
  const engine = await startEngine(bench, { dataDir });
  const startedMs = performance.now();
  const { ok, rows } = await engine.verify();
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  await bench.children.stop(engine.process);
  if (!ok || rows < bench.pace.journalRows) throw new Error(`the journal does not verify (${rows} rows)`);
  return `The running engine verified the chain of ${rows.toLocaleString('en')} rows in ${seconds} s`;
}
