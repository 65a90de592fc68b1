import type { JournalRow } from '../../shared/api/journal.ts';
import { rowOf } from './item.ts';
import type { Recorded } from './journal.ts';
import type { Lane } from './lane.ts';
import type { Answer, Opened } from './protocol.ts';

/** What an opened file says: the stored state and the rows after it, in slices that fit the worker. */
export async function loadRecorded(lane: Lane, opened: Opened, sliceRows: number): Promise<Answer<Recorded>> {
  const { checkpoint, head } = opened;
  const tail: JournalRow[] = [];
  let end = checkpoint.row;
  while (end.seq < head.seq) {
    const answer = await lane.call({ op: 'after', head: end, limit: sliceRows });
    if (!answer.ok) return answer;
    end = answer.value.end;
    for (const row of answer.value.rows) tail.push(rowOf(row));
  }
  return { ok: true, value: { checkpoint: checkpoint.state === null ? null : JSON.parse(checkpoint.state), tail } };
}
