import * as z from 'zod';
import type { JournalRow } from '../../shared/api/journal.ts';
import { LatchName, Receipt, Residual } from '../../shared/api/state.ts';
import { Source } from '../../shared/source.ts';
import type { LatchEvent } from '../journal/events.ts';
import { applyLatchEvent, initialSwitch, type Stamped, type SwitchState } from './latch.ts';

/** The kinds of rows that the latch is made of. */
export const latchKinds = [
  'KILL_FIRED',
  'KILL_JOINED',
  'KILL_SETTLED',
  'FLAT_CHANGED',
  'RESET',
  'JOURNAL_REPLACED',
] as const satisfies readonly LatchEvent['kind'][];

const residuals = z.array(Residual);
const kill = z.object({
  killId: z.string(),
  source: Source,
  reason: z.string(),
  firedAt: z.string(),
  signals: z.number(),
  receipts: z.array(Receipt),
  // A checkpoint of an earlier version says nothing of it, and then it takes a person.
  clearsItself: z.boolean().default(false),
});

/** The switch as a checkpoint holds it. */
const StoredSwitch: z.ZodType<SwitchState> = z.object({
  latch: z.discriminatedUnion('state', [
    z.object({ state: z.literal(LatchName.enum.armed), since: z.string() }),
    z.object({ state: z.literal(LatchName.enum.killing), since: z.string(), kill }),
    z.object({ state: z.literal(LatchName.enum.killed), since: z.string(), kill, flat: z.boolean(), residuals }),
  ]),
  lastReset: z.object({ at: z.string(), source: Source, reason: z.string(), killId: z.string().nullable() }).nullable(),
  knownKillIds: z.array(z.string()),
  joinedPresses: z.array(z.object({ press: z.string(), killId: z.string() })),
  unacknowledged: z.string().nullable(),
});

const common = { at: z.string(), source: Source, killId: z.string(), reason: z.string() };
const LatchRow = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('KILL_FIRED'),
    data: z.object({ from: z.string(), clearsItself: z.literal(true).exactOptional() }),
  }),
  z.object({
    ...common,
    kind: z.literal('KILL_JOINED'),
    data: z.object({ from: z.string(), press: z.string().exactOptional() }),
  }),
  z.object({
    ...common,
    reason: z.null().transform(() => undefined),
    kind: z.literal('KILL_SETTLED'),
    data: z.object({ flat: z.boolean(), elapsedMs: z.number(), residuals }),
  }),
  z.object({
    ...common,
    reason: z.null().transform(() => undefined),
    kind: z.literal('FLAT_CHANGED'),
    data: z.object({ flat: z.boolean(), residuals }),
  }),
  z.object({
    ...common,
    killId: z.string().nullable(),
    kind: z.literal('RESET'),
    data: z.object({ acceptedResiduals: z.array(z.string()) }),
  }),
  z.object({
    ...common,
    killId: z.null(),
    kind: z.literal('JOURNAL_REPLACED'),
    data: z.object({ kept: z.string().nullable(), latch: StoredSwitch.nullable() }),
  }),
]);

/**
 * The latch event in a row; null for rows of other kinds. A row may be of a later version: a firing that can't be read whole counts as
 * one, and of everything else nothing is taken, so that what is illegible never opens the latch and never ends a start.
 */
export function latchEventOf(row: JournalRow): Stamped<LatchEvent> | null {
  if (!(latchKinds as readonly string[]).includes(row.kind)) return null;
  const parsed = LatchRow.safeParse(row);
  if (!parsed.success) return row.kind === 'KILL_FIRED' ? illegibleFiring(row) : null;
  const { killId, reason, ...rest } = parsed.data;
  return {
    ...rest,
    ...(killId !== null && { killId }),
    ...(reason !== undefined && { reason }),
  } as Stamped<LatchEvent>;
}

function illegibleFiring({ seq, at, killId, reason }: JournalRow): Stamped<LatchEvent> {
  const from = `row ${seq} of the journal, which this version can't read whole`;
  return {
    kind: 'KILL_FIRED',
    at,
    source: 'engine',
    killId: killId ?? `row-${seq}`,
    reason: reason ?? from,
    data: { from },
  };
}

/** The switch after these rows, oldest first. */
export function replay(from: SwitchState, rows: readonly JournalRow[]): SwitchState {
  return rows.reduce((state, row) => {
    const event = latchEventOf(row);
    return event ? applyLatchEvent(state, event) : state;
  }, from);
}

/** The switch in a checkpoint; null when it is missing or of a form that this version does not know. */
export function storedSwitch(checkpoint: unknown): SwitchState | null {
  const parsed = StoredSwitch.safeParse(checkpoint);
  return parsed.success ? parsed.data : null;
}

/** What the journal adds up to: its checkpoint and the rows after it; without a usable checkpoint, every latch row there is. */
export function switchFromJournal(
  checkpoint: unknown,
  tail: readonly JournalRow[],
  allLatchRows: readonly JournalRow[],
  now: string,
): SwitchState {
  const stored = storedSwitch(checkpoint);
  return stored ? replay(stored, tail) : replay(initialSwitch(now), allLatchRows);
}
