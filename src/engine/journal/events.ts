import type { DrillReport, PeerReset } from '../../shared/api/commands.ts';
import type { Outcome, Residual, Side } from '../../shared/api/state.ts';
import type { Decimal } from '../../shared/decimal.ts';
import type { Obstacle } from '../../shared/failure.ts';
import type { Source } from '../../shared/source.ts';
import type { Answer, OpenOrder, Position } from '../brokers/broker.ts';
import type { SwitchLevel } from '../links/frame.ts';
import type { StoredDeadMan } from '../switch/dead-man-stored.ts';
import type { SwitchState } from '../switch/latch.ts';
import type { AlertEvent } from './alert-events.ts';
import type { BotEvent } from './bot-events.ts';

interface Common {
  source: Source;
  killId?: string;
  reason?: string;
}

type Event<Kind extends string, Data extends object> = Common & { kind: Kind; data: Data };
type KillEvent<Kind extends string, Data extends object> = Event<Kind, Data> & { killId: string };

/** The events that the latch is made of: replaying these alone gives the state back (`switch/latch.ts`). */
export type LatchEvent =
  /** `clearsItself`: fired by a trigger where the configuration lets such a kill clear itself. */
  | (KillEvent<'KILL_FIRED', { from: string; clearsItself?: true }> & { reason: string })
  /** `press`: the signal came with a name of its own while another kill was engaged; that name now stands for this kill. */
  | (KillEvent<'KILL_JOINED', { from: string; press?: string }> & { reason: string })
  | KillEvent<'KILL_SETTLED', { flat: boolean; elapsedMs: number; residuals: Residual[] }>
  | KillEvent<'FLAT_CHANGED', { flat: boolean; residuals: Residual[] }>
  /** `peer`: the engine that asked for it. */
  | (Event<'RESET', { acceptedResiduals: string[]; acknowledgedTriggers?: string[]; peer?: string }> & {
      reason: string;
    })
  /** The old file could not be used and stands beside the new one under `kept` (null: it was gone); `latch` is what the engine remembers, if it does. */
  | (Event<'JOURNAL_REPLACED', { kept: string | null; latch: SwitchState | null }> & { reason: string });

/** The events that the dead man's timer is made of (`switch/dead-man-stored.ts`). `timer` is what it is from then on. */
export type DeadManEvent =
  /** Begun at the engine's first start, cut by a shorter window, or carried into a journal that did not know it. */
  | Event<'DEAD_MAN_TIMER', { timer: StoredDeadMan }>
  | Event<'CHECK_IN', { from: string; ageMs: number; timer: StoredDeadMan }>
  | (Event<'DEAD_MAN_RESET', { from: string; timer: StoredDeadMan }> & { reason: string })
  | Event<'DEAD_MAN_WARNING', { remainingMs: number; timer: StoredDeadMan }>
  | Event<'DEAD_MAN_CRITICAL', { remainingMs: number; timer: StoredDeadMan }>
  /** Its source is `dead_man_switch`. */
  | (Event<'CIRCUIT_BREAKER_FIRED', { lastCheckIn: string | null; elapsedMs: number }> & { reason: string });

/** What happened at a broker during a kill: the rows of the liquidation log. */
export type FlattenEvent =
  | KillEvent<'BOOK_READ', { broker: string; equity: Decimal | null; positions: Position[]; orders: OpenOrder[] }>
  | KillEvent<'CANCEL_SENT', { broker: string; orderId: string | '*'; symbol: string | null }>
  | KillEvent<'CANCEL_ANSWERED', { broker: string; orderId: string | '*'; answer: Answer; elapsedMs: number }>
  /** `limitPrice`: a limit order; a market order without it. */
  | KillEvent<
      'CLOSE_SENT',
      { broker: string; symbol: string; side: Side; quantity: Decimal; clientOrderId: string; limitPrice?: Decimal }
    >
  | KillEvent<
      'CLOSE_ANSWERED',
      { broker: string; symbol: string; clientOrderId: string; answer: Answer; elapsedMs: number }
    >
  | KillEvent<
      'CLOSE_FILLED',
      { broker: string; symbol: string; clientOrderId: string; filledQuantity: Decimal; averagePrice: Decimal | null }
    >
  | KillEvent<'REAPPEARED', { broker: string; positions: Position[]; orders: OpenOrder[] }>
  | KillEvent<
      'BROKER_SETTLED',
      { broker: string; flat: boolean; elapsedMs: number; outcomes: Record<string, Outcome>; residuals: Residual[] }
    >;

/** What the engine has to say about itself and about those who knock. */
export type EngineEvent =
  | Event<'ENGINE_STARTED', { version: string; state: string }>
  | Event<'ENGINE_STOPPED', { state: string }>
  /** Writing works again after a time when it did not; `droppedRows` found no room in the queue and are lost. */
  | (Event<'JOURNAL_RECOVERED', { queuedRows: number; droppedRows: number; outageMs: number }> & { reason: string })
  | (Event<'RESET_REFUSED', { against: Obstacle[]; peer?: string }> & { reason: string })
  | (Event<'ACCESS_REFUSED', { address: string; route: string; attempts: number }> & { reason: string })
  | (Event<'BROKER_UNREADABLE', { broker: string }> & { reason: string })
  | Event<'BROKER_READABLE', { broker: string; outageMs: number }>
  /** The switch has triggered, so that a check-in no longer counts. */
  | Event<'CHECK_IN_REFUSED', { from: string }>
  /** The wall clock against the monotonic one (`running`), or against the latest time on record (`stopped`); positive when set ahead. */
  | Event<'CLOCK_JUMPED', { jumpMs: number; while: 'running' | 'stopped' }>
  /** As the operating system tells the desktop app. */
  | Event<'MACHINE_SUSPENDS' | 'MACHINE_RESUMED' | 'MACHINE_SHUTS_DOWN', { from: string }>
  /** The desktop app's hotkey was switched off, or on again. */
  | (Event<'HOTKEY_OFF', { from: string }> & { reason: string })
  | Event<'HOTKEY_ON', { from: string }>
  | Event<'PAPER_SHOCK', { broker: string; fraction: number }>
  /** `settings`: the top-level ones that are others now; `changes` in words, each with whether it takes away some protection. */
  | Event<'CONFIG_CHANGED', { from: string; settings: string[]; changes: { words: string; loosens: boolean }[] }>
  /** A secret was put into `secrets.json`: its name, never itself. */
  | Event<'SECRET_KEPT', { from: string; name: string }>
  /** The whole chain was walked. `rows`: those that hold; `firstBroken`: the first that does not. */
  | Event<'JOURNAL_VERIFIED', { ok: boolean; rows: number; firstBroken?: number; tookMs: number }>
  /** The whole report; rows of earlier versions have the first two alone. */
  | Event<'DRILL', Pick<DrillReport, 'flat' | 'flatMs'> & Partial<DrillReport>>;

/** What the automatic triggers saw; the kill that one fires is a row of the latch. */
export type TriggerEvent =
  /** The condition has become true, whether or not it fires: a kill may be engaged already. */
  | (Event<'TRIGGER_HELD', { trigger: string }> & { reason: string })
  | (Event<'TRIGGER_CLEARED', { trigger: string; heldSince: string }> & { reason: string })
  /** The highest equity that the drawdown is measured from begins anew. `from`: null when none was known. */
  | (Event<'PEAK_REBASED', { from: Decimal | null; to: Decimal; currency: string }> & { reason: string })
  /** An outside call for a pause, or its end. */
  | (Event<'COMPLIANCE_CALLED', { paused: boolean; from: string }> & { reason: string });

type LinkName = { device: string; name: string };

/** What happened on the links to devices. `silentMs` and `outageMs` count from the last time that the device was heard there. */
export type LinkEvent =
  | Event<'SWITCH_MOVED', LinkName & { level: SwitchLevel }>
  | Event<'DEVICE_BOOTED', LinkName & { resetReason: string; version: string }>
  | Event<'LINK_LOST', LinkName & { silentMs: number }>
  | Event<'LINK_RESTORED', LinkName & { outageMs: number }>
  | Event<'DEVICE_PAIRED', LinkName>
  | Event<'DEVICE_RENAMED', LinkName>
  | (Event<'DEVICE_RETIRED', LinkName> & { reason: string })
  | (Event<'PEER_LOST', { peer: string; silentMs: number }> & { reason: string })
  | Event<'PEER_RESTORED', { peer: string; outageMs: number }>
  /** The peer has acknowledged the kill. */
  | KillEvent<'PEER_TOLD', { peer: string }>
  /** A peer was asked to reset, and what it answered. */
  | (Event<'PEER_RESET_ASKED', { peer: string; outcome: PeerReset['outcome']; against: Obstacle[] }> & {
      reason: string;
    })
  /** `frames` since the last such row: recordings, or a device whose counter fell behind. */
  | (Event<'FRAME_STALE', { device: string; from: string; frames: number }> & { reason: string });

export type JournalEvent =
  | LatchEvent
  | DeadManEvent
  | FlattenEvent
  | EngineEvent
  | LinkEvent
  | TriggerEvent
  | BotEvent
  | AlertEvent;
export type JournalEventKind = JournalEvent['kind'];
