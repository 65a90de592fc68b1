import * as z from 'zod';
import { DeviceId, deviceName } from '../config.ts';
import { Obstacle } from '../failure.ts';
import { limits } from '../limits.ts';
import { requiredReason } from '../reason.ts';
import { Source } from '../source.ts';
import { DeadManStatus, LatchName, Residual } from './state.ts';

/** `reason` may be missing, blank or too long: a kill is never refused for its words (`mendReason` mends them). */
export const KillRequest = z.object({ reason: z.string().optional() });
export type KillRequest = z.infer<typeof KillRequest>;

/**
 * `status` is `killed` from the moment the latch is engaged, as firmware and scripts expect; `state` says how far the work is.
 * `journaled` is false when the firing could not be recorded (yet): the latch and the flag file hold all the same.
 */
export const KillAnswer = z.object({
  status: z.literal('killed'),
  killId: z.string(),
  state: LatchName,
  journaled: z.boolean(),
});
export type KillAnswer = z.infer<typeof KillAnswer>;

const ResetReason = requiredReason('why it is safe to trade again');

export const ResetRequest = z.strictObject({
  reason: ResetReason,
  confirm: z.literal('RESET', { error: 'must be the word RESET' }),
  /** Each residual as `broker/symbol@quantity`, exactly as read now. */
  acceptResiduals: z.array(z.string()).max(limits.acceptedResiduals).optional(),
  /** Triggers whose condition still holds: each fires again only after having been false. */
  acknowledgeTriggers: z.array(z.string().max(64)).max(limits.acknowledgedTriggers).optional(),
  /** Asks every peer to reset too, once this engine's own reset is granted; each judges for itself. */
  withPeers: z.boolean().optional(),
});
export type ResetRequest = z.infer<typeof ResetRequest>;

/** A cable gives the board a fresh secret; over WiFi the answer is what is compiled into it. */
export const PairRequest = z.discriminatedUnion('path', [
  z.strictObject({
    path: z.literal('usb'),
    name: deviceName.optional(),
    /** Which board, where several are plugged in. */
    device: DeviceId.optional(),
    /** A serial port that is not found by itself; listened to from then on. */
    port: z.string().min(1).max(255).optional(),
  }),
  z.strictObject({
    path: z.literal('wifi'),
    name: deviceName.optional(),
    /** A device that is paired already and is to be heard over WiFi too. */
    device: DeviceId.optional(),
  }),
]);
export type PairRequest = z.infer<typeof PairRequest>;

/** `secretsHeader`: the lines for the firmware's `secrets.h`, with the secret in them; null over a cable. */
export const PairAnswer = z.object({ device: z.string(), name: z.string(), secretsHeader: z.string().nullable() });
export type PairAnswer = z.infer<typeof PairAnswer>;

export const RetireRequest = z.strictObject({ reason: requiredReason('why it is retired') });

/** Lets a bot go that is held. */
export const ResumeBotRequest = z.strictObject({ reason: requiredReason('why it may trade again') });
export type ResumeBotRequest = z.infer<typeof ResumeBotRequest>;

export const RenameRequest = z.strictObject({ name: deviceName });

/** What became of a peer that was asked to reset. `unreachable`: it gave no answer that can be believed, whatever it did. */
export const PeerReset = z.discriminatedUnion('outcome', [
  z.object({ name: z.string(), outcome: z.literal('reset') }),
  z.object({ name: z.string(), outcome: z.literal('refused'), message: z.string(), against: z.array(Obstacle) }),
  z.object({ name: z.string(), outcome: z.literal('unreachable'), message: z.string() }),
]);
export type PeerReset = z.infer<typeof PeerReset>;

export const ResetAnswer = z.object({
  state: LatchName,
  killId: z.string().nullable(),
  resetAt: z.iso.datetime(),
  /** One for each peer, when the request was `withPeers`. */
  peers: z.array(PeerReset).optional(),
});
export type ResetAnswer = z.infer<typeof ResetAnswer>;

/** What a check-in has come to. `journaled` is false when it could not be recorded (yet): it counts all the same. */
export const CheckInAnswer = DeadManStatus.extend({ journaled: z.boolean() });
export type CheckInAnswer = z.infer<typeof CheckInAnswer>;

export const DeadManResetRequest = z.strictObject({
  reason: ResetReason,
  confirm: z.literal('RESET', { error: 'must be the word RESET' }),
});
export type DeadManResetRequest = z.infer<typeof DeadManResetRequest>;

/** A code that a reset in Telegram asks for: it works once, for the kill that is engaged now, until `expiresAt`. */
export const ChallengeAnswer = z.object({ code: z.string(), expiresAt: z.iso.datetime() });
export type ChallengeAnswer = z.infer<typeof ChallengeAnswer>;

export const OrderCheckRequest = z.strictObject({
  symbol: z.string().max(64).optional(),
  side: z.enum(['buy', 'sell']).optional(),
  quantity: z.union([z.string().max(64), z.number()]).optional(),
});

export const Decision = z.discriminatedUnion('decision', [
  z.object({ decision: z.literal('accept') }),
  z.object({ decision: z.literal('reject'), reason: z.string() }),
]);
export type Decision = z.infer<typeof Decision>;

export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  uptimeSeconds: z.number(),
});
export type Health = z.infer<typeof Health>;

/** `fraction` moves every price of a paper account at once: -0.3 is a fall of 30 %. */
export const ShockRequest = z.strictObject({
  fraction: z.number().gt(-1, { error: 'must be above -1: a price cannot fall by all of itself' }).lte(10),
});

/** One thing that a kill needs. `last`: what proves it, and when that was last so; `at` null for never, absent where nothing is kept. */
export const PreflightCheck = z.object({
  id: z.string(),
  status: z.enum(['pass', 'warn', 'fail']),
  sentence: z.string(),
  nextAction: z.string(),
  last: z.object({ what: z.string(), at: z.iso.datetime().nullable() }).optional(),
});
export type PreflightCheck = z.infer<typeof PreflightCheck>;

/** What a kill would do now, and whether it could; nothing is changed by asking. */
export const Preflight = z.object({
  checks: z.array(PreflightCheck),
  /** The whole account, because that is the scope of a kill. */
  wouldCancel: z.array(z.object({ broker: z.string(), id: z.string(), description: z.string() })),
  wouldClose: z.array(z.object({ broker: z.string(), symbol: z.string(), description: z.string() })),
  /** Brokers that can't be read: what is open there comes on top. */
  unread: z.array(z.string()),
});
export type Preflight = z.infer<typeof Preflight>;

/**
 * What a drill did with a button, a latch and an account of its own. Times are in milliseconds from the press, null for what has
 * not happened; `answeredMs`: the button has the engine's signed word that its press was taken.
 */
export const DrillReport = z.object({
  flat: z.boolean(),
  latchedMs: z.number().nullable(),
  firstRequestMs: z.number().nullable(),
  answeredMs: z.number().nullable(),
  flatMs: z.number().nullable(),
  ordersCancelled: z.number().int(),
  positionsClosed: z.number().int(),
  residuals: z.array(Residual),
});
export type DrillReport = z.infer<typeof DrillReport>;

/** How far a drill has come. */
export const DrillProgress = z.object({
  phase: z.enum(['preparing', 'pressed', 'closing', 'confirming']),
  /** Since the press; 0 before it. */
  elapsedMs: z.number(),
  cancelled: z.number().int(),
  cancelTotal: z.number().int(),
  closed: z.number().int(),
  closeTotal: z.number().int(),
});
export type DrillProgress = z.infer<typeof DrillProgress>;

/** The drill at work, and the latest that have come to their end, the newest first. */
export const DrillState = z.object({
  running: DrillProgress.nullable(),
  recent: z.array(z.object({ at: z.iso.datetime(), source: Source, report: DrillReport })),
});
export type DrillState = z.infer<typeof DrillState>;
