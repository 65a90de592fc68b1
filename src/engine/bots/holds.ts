import * as z from 'zod';
import { BotHold, type HoldLevel } from '../../shared/api/bots.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import type { BotEvent, HoldsAfter } from '../journal/bot-events.ts';

/** The kinds of rows that say which bots are held. */
export const holdKinds = ['BOTS_HELD', 'BOT_RESUMED'] as const satisfies readonly BotEvent['kind'][];

const HoldRow = z.object({ kind: z.enum(holdKinds), data: z.object({ held: z.record(z.string(), BotHold) }) });

/** The holds that the newest of these rows tells of; none when there is no such row. */
export function holdsIn(newestFirst: readonly JournalRow[]): HoldsAfter {
  const [newest] = newestFirst;
  const parsed = newest ? HoldRow.safeParse(newest) : null;
  return parsed?.success ? parsed.data.data.held : {};
}

/** Whether a hold at `to` is more than what is there: a hold is never lowered but by a resume. */
export function raises(held: BotHold | null, to: HoldLevel): boolean {
  return held === null || (held.to === 'pause' && to === 'halt');
}

/**
 * Whether a bot is to be sent there (again). One that is held from before is told anew by another kill, and by whatever else holds
 * anew: it may have been started meanwhile by somebody who did not resume it, and not every bot can be looked at.
 */
export function sends(held: BotHold | null, to: HoldLevel, killId: string | null, isNew: boolean): boolean {
  if (raises(held, to)) return true;
  return held?.to === to && (isNew || (to === 'halt' && held.killId !== killId));
}
