/** What is said between the run and its helper processes; times are of the machine's monotonic clock, nanoseconds in decimal. */

/** Who flattens an account at a venue that speaks the paper exchange's HTTP. */
export type ContenderName = 'floor' | 'scram' | 'flask';

/** Each contender has an account, and a port, of its own at the one broker process; `binance` is one at Binance, and `alpaca`, `limited` and `ccxt` are at Alpaca. */
export const accountNames = ['floor', 'scram', 'flask', 'freqtrade', 'alpaca', 'limited', 'ccxt', 'binance'] as const;
export type AccountName = (typeof accountNames)[number];

export type ToBroker =
  /** A fresh account with so many positions; answered by `filled`. Zero empties it. */
  | { op: 'fill'; account: AccountName; positions: number; latencyMs: number }
  /** Answered by `readings`: how often the positions were read since they were filled. */
  | { op: 'readings'; account: AccountName };

export type FromBroker =
  | { kind: 'listening'; ports: Record<AccountName, number> }
  | { kind: 'filled'; account: AccountName }
  | { kind: 'readings'; account: AccountName; count: number }
  /** Every position has been closed. */
  | { kind: 'flat'; account: AccountName; firstByteNs: string; lastAnswerNs: string };

export type ToFloor = { op: 'warm'; brokerPort: number; positions: number };
export type FromFloor = { kind: 'listening'; port: number } | { kind: 'warm' };

export type ToScripts = { op: 'prepare'; brokerPort: number; positions: number };
export type FromScripts = { kind: 'listening'; port: number } | { kind: 'ready' };

export interface FloodOrder {
  port: number;
  perSecond: number;
  seconds: number;
  /** Whether connections are used again, or each request takes a new one. */
  keepConnections: boolean;
}

export interface FloodReport {
  kind: 'flooded';
  sent: number;
  refused: number;
  otherAnswers: number;
  broken: number;
  /** Due, but every connection that may be open was busy. */
  heldBack: number;
  seconds: number;
}

export type FromAlertServices =
  | { kind: 'listening'; httpPort: number; smtpPort: number }
  /** A request or a mail is there, whole. `service`: the first part of the path, or `email`. */
  | { kind: 'received'; service: string; text: string; atNs: string };

interface Kinds {
  kind: string;
}

/** Whether a message is of one kind: our own processes say nothing else. */
export function isKind<M extends Kinds, K extends M['kind']>(kind: K) {
  return (message: unknown): message is Extract<M, { kind: K }> =>
    typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind;
}
