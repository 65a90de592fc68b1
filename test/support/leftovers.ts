import { procTable } from '../../src/engine/bots/processes/proc.ts';
import { psTable } from '../../src/engine/bots/processes/ps.ts';
import { until } from './http.ts';

const table = process.platform === 'linux' ? procTable : psTable;

/**
 * Ends every process whose command line names this folder, until there is none. An engine that was started and has not written yet
 * where it is counts too, and so does one that its parent is only just starting: a fork carries its parent's command line.
 */
export async function endAllNaming(folder: string): Promise<void> {
  await until(
    () => endThose(folder),
    (ended) => ended === 0,
  );
}

/** How many there were. */
async function endThose(folder: string): Promise<number> {
  const all = await table.list(AbortSignal.timeout(10_000));
  const ours = all.filter(
    ({ pid, state, command }) => pid !== process.pid && state !== 'gone' && command.includes(folder),
  );
  for (const { pid } of ours) endOne(pid);
  return ours.length;
}

function endOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended since the list was taken.
  }
}
