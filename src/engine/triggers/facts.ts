import { formatDuration } from '../../shared/duration.ts';
import type { Book } from '../brokers/broker.ts';
import type { Peak } from './peak.ts';
import type { Verdict } from './verdict.ts';

/** What is known of one broker at the moment of judging. */
export interface BrokerFacts {
  name: string;
  /** The last good reading; null before the first. */
  book: Book | null;
  /** How long ago that reading was begun. */
  ageMs: number;
  /** How old a reading may be and still speak for now. */
  freshMs: number;
  /** Why the last attempt to read failed; null when it did not. */
  trouble: string | null;
}

/** An outside call for a pause that has not been taken back. */
export interface CompliancePaused {
  reason: string;
  at: string;
}

/** All that a trigger is judged by; gathered once a second, so that all triggers see the same moment. */
export interface TriggerFacts {
  brokers: readonly BrokerFacts[];
  /** null until every broker has been read once. */
  peak: Peak | null;
  /** What the watch over the prices has come to; null while nothing has asked for it. */
  feed: Verdict | null;
  compliance: CompliancePaused | null;
}

/** The broker's book if it speaks for now; otherwise the reason why it does not, for people. */
export function freshBook(broker: BrokerFacts): { ok: true; book: Book } | { ok: false; why: string } {
  const { name, book, ageMs, freshMs, trouble } = broker;
  if (trouble !== null) return { ok: false, why: `${name} can't be read (${trouble})` };
  if (book === null) return { ok: false, why: `${name} has not been read yet` };
  if (ageMs > freshMs) return { ok: false, why: `${name} was last read ${formatDuration(ageMs)} ago` };
  return { ok: true, book };
}

/** Why nothing can be said of the broker's money, for people. */
export function untold(name: string, { moneyTrouble }: Book): string {
  return `${name} does not tell its money${moneyTrouble === undefined ? '' : ` (${moneyTrouble})`}`;
}
