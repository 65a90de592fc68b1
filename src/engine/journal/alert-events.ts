import type { Source } from '../../shared/source.ts';

interface Row<Kind extends string, Data extends object> {
  kind: Kind;
  source: Source;
  killId?: string;
  reason?: string;
  data: Data;
}

/** What became of the alerts. `alert`: the message and its channel. No row holds an address, a token or the message itself. */
export type AlertEvent =
  /** The service has acknowledged it, `latencyMs` after it was queued. */
  | Row<'ALERT_SENT', { alert: string; channel: string; attempts: number; latencyMs: number }>
  /** The first failed attempt, and the last: `givenUp` says which. `permanent`: the service will not take it at all. */
  | Row<'ALERT_FAILED', { alert: string; channel: string; attempts: number; permanent: boolean; givenUp: boolean }>
  /** A person has taken the kill: it is not told again. */
  | (Row<'ALERTS_ACKNOWLEDGED', { from: string }> & { killId: string });
