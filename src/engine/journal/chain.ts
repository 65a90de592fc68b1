import { hash } from 'node:crypto';

/** A row as the file holds it: the columns of the table `journal`, without the hash. `data` is JSON text. */
export interface Columns {
  seq: number;
  at: string;
  kind: string;
  source: string;
  kill_id: string | null;
  reason: string | null;
  data: string;
}

/** The last row of the chain; `genesis` when there is none. */
export interface Head {
  seq: number;
  hash: string;
}

export const genesis: Head = { seq: 0, hash: '0'.repeat(64) };

/**
 * The hash of a row, 64 lower-case hex digits: SHA-256 over the hash of the row before it (64 zeros for the first), followed by
 * the columns `seq, at, kind, source, kill_id, reason, data`, each as `<length>:<text>,` where the text is UTF-8 (a number in
 * decimal) and the length its bytes; NULL is `-,`. No two different rows have the same encoding, and no JSON library is needed
 * to repeat it: `docs/journal.md` does so in Python.
 */
export function rowHash(previousHash: string, row: Columns): string {
  return hash(
    'sha256',
    previousHash +
      field(String(row.seq)) +
      field(row.at) +
      field(row.kind) +
      field(row.source) +
      field(row.kill_id) +
      field(row.reason) +
      field(row.data),
  );
}

/** Binds a checkpoint to the row that it stands for, in the same encoding: the hash of that row, its `seq`, the state. */
export function checkpointSeal(row: Head, state: string): string {
  return hash('sha256', row.hash + field(String(row.seq)) + field(state));
}

function field(text: string | null): string {
  return text === null ? '-,' : `${Buffer.byteLength(text)}:${text},`;
}
