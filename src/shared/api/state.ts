import * as z from 'zod';
import { Decimal } from '../decimal.ts';
import { Source } from '../source.ts';
import { AlertsState } from './alerts.ts';
import { BotState } from './bots.ts';
import { TriggerState } from './triggers.ts';

/** What became of one instrument in a kill; absent while the work on it goes on. */
export const Outcome = z.enum(['flat', 'pending_open', 'dust', 'failed', 'unknown']);
export type Outcome = z.infer<typeof Outcome>;

export const Side = z.enum(['buy', 'sell']);
export type Side = z.infer<typeof Side>;

export const PositionState = z.object({
  symbol: z.string(),
  /** Negative when short. */
  quantity: Decimal,
  lastPrice: Decimal.nullable(),
  outcome: Outcome.optional(),
});
export type PositionState = z.infer<typeof PositionState>;

export const OrderState = z.object({
  id: z.string(),
  symbol: z.string(),
  /** The venue's word: limit, stop, market, … */
  type: z.string(),
  side: Side,
  /** What is left unfilled. */
  quantity: Decimal,
  /** Placed by Scram to close a position. */
  closes: z.boolean().optional(),
});
export type OrderState = z.infer<typeof OrderState>;

/** Something still open when a broker's deadline passed, or that came back while the latch held. */
export const Residual = z.object({
  broker: z.string(),
  symbol: z.string(),
  quantity: Decimal.nullable(),
  orderId: z.string().optional(),
  outcome: Outcome.exclude(['flat']),
  /** The venue's own last word on it. */
  words: z.string(),
  /**
   * The exact string that `acceptResiduals` wants: `broker/symbol@quantity`, `broker/symbol#order@quantity`, `broker/symbol@unknown` (a
   * close that may have landed or not), `broker/*@unknown` (an account that can't be read).
   */
  accept: z.string(),
});
export type Residual = z.infer<typeof Residual>;

/** Something that is still open although its cancel or its close was tried: how often, and what was heard last. */
export const FlattenRetry = z.object({
  symbol: z.string(),
  /** Of an order; absent for a position. */
  orderId: z.string().optional(),
  tries: z.number().int(),
  words: z.string(),
});
export type FlattenRetry = z.infer<typeof FlattenRetry>;

/** How far one broker is in the kill. Totals grow when something new appears; they never shrink. */
export const FlattenProgress = z.object({
  phase: z.enum(['working', 'confirming', 'settled', 'holding']),
  cancelled: z.number().int(),
  cancelTotal: z.number().int(),
  closed: z.number().int(),
  closeTotal: z.number().int(),
  flat: z.boolean(),
  residuals: z.array(Residual),
  retries: z.array(FlattenRetry),
  /** The last thing that the venue said, or why it can't be read. */
  words: z.string(),
  deadlineAt: z.iso.datetime(),
  settledAt: z.iso.datetime().nullable(),
});
export type FlattenProgress = z.infer<typeof FlattenProgress>;

export const BrokerState = z.object({
  name: z.string(),
  kind: z.string(),
  paper: z.boolean(),
  /** null until first read. */
  equity: Decimal.nullable(),
  currency: z.string().nullable(),
  asOf: z.iso.datetime().nullable(),
  /** null while the broker answers; otherwise why it can't be read. */
  trouble: z.string().nullable(),
  positions: z.array(PositionState),
  orders: z.array(OrderState),
  flatten: FlattenProgress.nullable(),
});
export type BrokerState = z.infer<typeof BrokerState>;

export const Receipt = z.object({ source: Source, reason: z.string(), at: z.iso.datetime() });
export type Receipt = z.infer<typeof Receipt>;

export const KillState = z.object({
  killId: z.string(),
  source: Source,
  reason: z.string(),
  firedAt: z.iso.datetime(),
  /** Further signals that joined this kill, the latest last; the oldest are dropped from here (never from the journal). */
  receipts: z.array(Receipt),
  /** Whether the firing stands in the journal yet. */
  journaled: z.boolean(),
  /** A trigger alone has fired it, and it may clear itself (`killSwitch.requireManualReset: false`). */
  clearsItself: z.boolean(),
  settledAt: z.iso.datetime().nullable(),
});
export type KillState = z.infer<typeof KillState>;

/** One way on which a device is heard. */
export const DevicePathState = z.object({
  path: z.enum(['usb', 'wifi']),
  /** Whether silence on it is a fault: it is one of the device's configured paths. */
  watched: z.boolean(),
  /** null while unheard since the engine's start, or since the device came back from retirement, and so is the age. */
  lastHeardAt: z.iso.datetime().nullable(),
  ageMs: z.number().nullable(),
  fault: z.boolean(),
});
export type DevicePathState = z.infer<typeof DevicePathState>;

/** A paired button. */
export const DeviceState = z.object({
  id: z.string(),
  name: z.string(),
  retired: z.boolean(),
  onSilence: z.enum(['alarm', 'pause', 'kill']),
  /** Of its switch: closed is armed, open is a kill; unknown while unheard since the engine's start, or since it came back. */
  level: z.enum(['closed', 'open', 'inconsistent', 'unknown']),
  /** Since the engine's start. */
  lastPress: z.object({ killId: z.string(), at: z.iso.datetime() }).nullable(),
  version: z.string().nullable(),
  paths: z.array(DevicePathState),
  /** What is wrong with it, in words; null when nothing is. */
  fault: z.string().nullable(),
});
export type DeviceState = z.infer<typeof DeviceState>;

export const LatchName = z.enum(['armed', 'killing', 'killed']);
export type LatchName = z.infer<typeof LatchName>;

/** One thing that a person should know about now; the texts come from the catalogue in `conditions.ts`. */
export const Condition = z.object({
  id: z.string(),
  severity: z.enum(['info', 'warning', 'critical']),
  sentence: z.string(),
  nextAction: z.string(),
  since: z.iso.datetime(),
});
export type Condition = z.infer<typeof Condition>;

/** Another engine on the same account. */
export const PeerState = z.object({
  name: z.string(),
  url: z.string(),
  /** null while unheard since the engine's start, and so is the age. */
  lastHeardAt: z.iso.datetime().nullable(),
  ageMs: z.number().nullable(),
  fault: z.boolean(),
  /** Why the last attempt to reach it failed; null when it did not. */
  words: z.string().nullable(),
  /** What it last said of its latch; null while it has said nothing. */
  status: z.object({ state: LatchName, flat: z.boolean().nullable(), killId: z.string().nullable() }).nullable(),
  /** A kill of this engine that the peer has not yet acknowledged. */
  untoldKillId: z.string().nullable(),
});
export type PeerState = z.infer<typeof PeerState>;

/** How far the time without a check-in has come: at 83 % of the window a warning, at 96 % critical, at all of it triggered. */
export const DeadManState = z.enum(['ok', 'warning', 'critical', 'triggered']);
export type DeadManState = z.infer<typeof DeadManState>;

/** The dead man's switch as anyone may see it. It has a latch and a reset of its own. */
export const DeadManStatus = z.object({
  state: DeadManState,
  /** When it triggers, or has; computed anew when a clock jumps. */
  deadline: z.iso.datetime(),
  /** null when nobody has checked in since the engine's first start. A reset of it is a check-in too. */
  lastCheckIn: z.iso.datetime().nullable(),
});
export type DeadManStatus = z.infer<typeof DeadManStatus>;

/** What anyone may see: `GET /status` and its stream. No positions, no secrets. */
export const Status = z.object({
  state: LatchName,
  /** While killed, whether every broker has confirmed zero; false while killing; null while armed, when nobody has asked. */
  flat: z.boolean().nullable(),
  trading: z.boolean(),
  /** The first thing that stands against trading; null while trading. */
  reason: z.string().nullable(),
  deadMan: DeadManStatus,
  killId: z.string().nullable(),
  since: z.iso.datetime(),
  paper: z.boolean(),
});
export type Status = z.infer<typeof Status>;

/** Everything that the page shows: `GET /api/state` and the snapshot of `/api/events`. */
export const EngineState = Status.extend({
  /** The engine's own clock when this was put together: against it a client whose clock is another reads all other times. */
  at: z.iso.datetime(),
  /** `windowMs`: of the time that runs now; a check-in begins one of the configured length. */
  deadMan: DeadManStatus.extend({ windowMs: z.number() }),
  version: z.string(),
  startedAt: z.iso.datetime(),
  kill: KillState.nullable(),
  lastReset: z
    .object({ at: z.iso.datetime(), source: Source, reason: z.string(), killId: z.string().nullable() })
    .nullable(),
  brokers: z.array(BrokerState),
  devices: z.array(DeviceState),
  peers: z.array(PeerState),
  bots: z.array(BotState),
  /** The automatic triggers that are configured, in that order. */
  triggers: z.array(TriggerState),
  /** Commands over Telegram: null where none are taken, `deaf` with why nobody is heard there now. */
  telegram: z.object({ deaf: z.string().nullable() }).nullable(),
  alerts: AlertsState,
  conditions: z.array(Condition),
  /** Why the engine can't record, or null. While set, trading is false. */
  degraded: z.string().nullable(),
});
export type EngineState = z.infer<typeof EngineState>;
