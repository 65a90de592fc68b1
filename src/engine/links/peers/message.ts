import * as z from 'zod';
import { LatchName } from '../../../shared/api/state.ts';
import { limits } from '../../../shared/limits.ts';

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
  z.object({ ...common, type: z.literal('state') }),
]);
export type PeerMessage = z.infer<typeof PeerMessage>;
export type PeerMessageType = PeerMessage['type'];

/** The answer, signed over its exact text in `X-Kill-Token: v1.<mac>`, with the "down" key. `hw` is the answerer's mark for the asker. */
export const PeerAnswer = z.object({ from: Hex64, ack: Hex64, hw: Hex64, status: PeerStatus });
export type PeerAnswer = z.infer<typeof PeerAnswer>;

export const peerPaths = { kill: '/peer/kill', state: '/peer/state' } as const satisfies Record<
  PeerMessageType,
  string
>;

/** The value in a text, if it is JSON of that form. */
export function parseAs<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
