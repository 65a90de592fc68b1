import { ownReasons } from './decision.ts';
import { BadStream, type StreamItem } from './event-stream.ts';

/** What the gate reads from the engine's status. */
export interface Status {
  trading: boolean;
  reason: string | null;
}

/** Why the gate is closed; null when it is open. */
export function againstTrading(status: Status): string | null {
  return status.trading ? null : (status.reason ?? ownReasons.unexplained);
}

/**
 * The status after an item: a snapshot replaces it, a change is laid over it, anything else leaves it. A change before its
 * connection's snapshot counts for nothing. Throws BadStream for a snapshot or a change that is not Scram's.
 */
export function nextStatus(status: Status | null, item: StreamItem): Status | null {
  if (item.kind === 'comment') return status;
  if (item.name === 'snapshot') {
    const fields = fieldsOf(item);
    const isScrams = 'state' in fields && 'trading' in fields && 'reason' in fields;
    if (!isScrams) throw new BadStream("a snapshot that is not Scram's");
    return statusOf(fields, { trading: false, reason: null });
  }
  return item.name === 'change' && status ? statusOf(fieldsOf(item), status) : status;
}

type Fields = { trading?: unknown; reason?: unknown };

function statusOf(fields: Fields, before: Status): Status {
  const { trading = before.trading, reason = before.reason } = fields;
  const isReason = reason === null || typeof reason === 'string';
  if (typeof trading !== 'boolean' || !isReason) throw new BadStream("a status that is not Scram's");
  return { trading, reason };
}

function fieldsOf({ name, data }: { name: string; data: string }): Fields {
  let fields: unknown;
  try {
    fields = JSON.parse(data);
  } catch {
    throw new BadStream(`a ${name} that is not JSON`);
  }
  if (fields === null || typeof fields !== 'object' || Array.isArray(fields)) {
    throw new BadStream(`a ${name} that is no object`);
  }
  return fields;
}
