import * as z from 'zod';
import { LatchName } from '../../../shared/api/state.ts';
import { Obstacle } from '../../../shared/failure.ts';
import { limits } from '../../../shared/limits.ts';
import { isMeaningfulReason } from '../../../shared/reason.ts';

const Hex64 = z.string().regex(/^[0-9a-f]{16}$/);

/** What an engine tells of its own latch. */
export const PeerStatus = z.object({ state: LatchName, flat: z.boolean().nullable(), killId: z.string().nullable() });
export type PeerStatus = z.infer<typeof PeerStatus>;

/** `from`: 16 hex digits that an engine keeps for life, so that its own words played back to it are known for that. */
const common = { from: Hex64, ctr: Hex64, status: PeerStatus };

/** A message to a peer, signed over its exact text in `X-Kill-Token: v1.<mac>`, with the "up" key. */
export const PeerMessage = z.discriminatedUnion('type', [
  z.object({
    ...common,
    type: z.literal('kill'),
    killId: z.string().regex(/^[\w.-]{1,64}$/),
    reason: z.string().max(limits.reasonCharacters),
  }),
  /** How long ago it was given, because the clocks of two machines need not agree. */
  z.object({ ...common, type: z.literal('check-in'), ageMs: z.number().min(0) }),
  z.object({ ...common, type: z.literal('state') }),
  z.object({
    ...common,
    type: z.literal('reset'),
    /** The kill that the operator saw engaged at the peer; it refuses while it is engaged in any other. */
    killId: z.string().nullable(),
    reason: z.string().max(limits.reasonCharacters).refine(isMeaningfulReason),
    acceptResiduals: z.array(z.string()).max(limits.acceptedResiduals),
    // A peer of an earlier version names none.
    acknowledgeTriggers: z.array(z.string().max(64)).max(limits.acknowledgedTriggers).default([]),
  }),
]);
export type PeerMessage = z.infer<typeof PeerMessage>;
export type PeerMessageType = PeerMessage['type'];
export type PeerResetMessage = Extract<PeerMessage, { type: 'reset' }>;
/** `Omit`, of each member of a union. */
export type Without<Message, Key extends PropertyKey> = Message extends unknown ? Omit<Message, Key> : never;
/** What a message says, besides what all of them do. */
export type PeerContent = Without<PeerMessage, keyof typeof common>;

/** The answer, signed over its exact text in `X-Kill-Token: v1.<mac>`, with the "down" key. `hw` is the answerer's mark for the asker. */
export const PeerAnswer = z.object({
  from: Hex64,
  ack: Hex64,
  hw: Hex64,
  status: PeerStatus,
  /** What came of a reset; missing when the message was not the newest, and nothing was done. */
  reset: z
    .discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('reset') }),
      z.object({ outcome: z.literal('refused'), message: z.string(), against: z.array(Obstacle) }),
    ])
    .optional(),
});
export type PeerAnswer = z.infer<typeof PeerAnswer>;

export const peerPaths = {
  kill: '/peer/kill',
  'check-in': '/peer/check-in',
  state: '/peer/state',
  reset: '/peer/reset',
} as const satisfies Record<PeerMessageType, string>;

/** The value in a text, if it is JSON of that form. */
export function parseAs<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
