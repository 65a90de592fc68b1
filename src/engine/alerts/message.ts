import * as z from 'zod';

/** How far a matter has come with this message; PagerDuty's trigger, acknowledge and resolve are read from it. */
export const AlertStep = z.enum([
  /** The matter has begun, or is told again because nobody has acknowledged it. */
  'opened',
  /** News of a matter that goes on. */
  'updated',
  /** A person has taken it: it is not told again. */
  'acknowledged',
  /** It is over. */
  'closed',
  /** Nothing that begins or ends: a test, a drill. */
  'note',
]);
export type AlertStep = z.infer<typeof AlertStep>;

/**
 * What of a matter is told over and over while it lasts: the latest change of a kill's outcome, and the reminder that nobody has
 * acknowledged it. While one waits untried on a channel, the next takes its place there, so that never more than one waits.
 */
export const AlertSlot = z.enum(['change', 'reminder']);
export type AlertSlot = z.infer<typeof AlertSlot>;

/** What a reader may do about it from where the message is read; a channel without buttons leaves them out. */
export const AlertAction = z.enum(['acknowledge']);

/** One instrument of a liquidation. Quantities and prices are decimals as texts; null where nothing is known. */
export const AlertTableRow = z.object({
  broker: z.string(),
  symbol: z.string(),
  quantityAtKill: z.string().nullable(),
  filledQuantity: z.string(),
  averagePrice: z.string().nullable(),
  outcome: z.string(),
});
export type AlertTableRow = z.infer<typeof AlertTableRow>;

/**
 * One thing to be told, made once from the catalogue and fitted by each channel to what it can carry. Plain JSON: the outbox keeps
 * it as it is. No secret is ever part of it.
 */
export const AlertMessage = z.object({
  /** The same event has the same id, however often it is looked at: the outbox takes each in once a channel. */
  id: z.string(),
  /** The matter: every message of one kill, or of one condition, has the same. PagerDuty's dedup key. */
  thread: z.string(),
  step: AlertStep,
  severity: z.enum(['info', 'warning', 'critical']),
  /** Of the catalogue, without what it is about: `broker_unreadable`; null for a kill and all that belongs to it. */
  conditionId: z.string().nullable(),
  /** At most 80 characters, and enough by itself: the subject of an email, the title of a notification. */
  title: z.string(),
  sentence: z.string(),
  /** What to do now; empty when there is nothing to do. */
  nextAction: z.string(),
  /** What the sentence leaves out, in the order in which it matters: `Elapsed` `1.2 s`. */
  numbers: z.array(z.object({ label: z.string(), value: z.string() })),
  /** The liquidation, at most `alertLimits.tableRows`; empty when there is none. */
  table: z.array(AlertTableRow),
  /** Instruments that the table leaves out. */
  tableLeftOut: z.number().int(),
  killId: z.string().nullable(),
  /** A rehearsal. Every channel writes DRILL before everything else. */
  drill: z.boolean(),
  /** No money is at stake. */
  paper: z.boolean(),
  /** When it happened, not when it is sent. */
  at: z.iso.datetime(),
  actions: z.array(AlertAction),
  /** Passes every limit of ours and is never merged with others: kills, their first changes, the dead man's switch, tests. */
  urgent: z.boolean(),
  /** Set where the newest of a matter is enough; entries of an earlier version have none. */
  slot: AlertSlot.nullable().default(null),
});
export type AlertMessage = z.infer<typeof AlertMessage>;

/** The title as every channel writes it: a rehearsal and play money can't be taken for the real thing. */
export function titleOf({ title, drill, paper }: AlertMessage): string {
  return `${drill ? 'DRILL · ' : ''}${paper ? 'PAPER · ' : ''}${title}`;
}

/**
 * A text cut to a channel's limit, with a mark that it was. Counted in UTF-16 units, of which an emoji has two: whoever counts in
 * whole characters finds no more. A pair is never cut in half: many services refuse a message with half of one.
 */
export function fitted(text: string, units: number): string {
  if (text.length <= units) return text;
  return `${text.slice(0, units - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The message with U+FFFD for every half of a UTF-16 pair that stands alone: such a text is refused where it is not UTF-8. */
export function wellFormed(message: AlertMessage): AlertMessage {
  return AlertMessage.parse(
    JSON.parse(
      JSON.stringify(message, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)),
    ),
  );
}
