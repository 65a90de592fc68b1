import type { AlertChannelKind } from '../../shared/alerts-config.ts';
import type { AlertMessage } from './message.ts';

/** One attempt at one message on one channel. */
export interface Attempt {
  /** The same for every attempt at this message on this channel: an idempotency key, where the service takes one. */
  id: string;
  /** 1 for the first. */
  number: number;
  /** Ends the attempt: its time is up, or the engine stops. */
  signal: AbortSignal;
}

/**
 * What came of an attempt. `sent`: the service itself has acknowledged it, and nothing less. `permanent`: it will never be taken
 * like this (a bad token, an unknown recipient), so it is not tried again. `retryAfterMs`: the service's own word on when to try
 * again. `words` are ours, or a closed list of the service's: never a part of an address, a token or an answer of unknown content.
 */
export type Delivery =
  | { kind: 'sent'; words: string }
  | { kind: 'failed'; permanent: boolean; words: string; retryAfterMs?: number };

/** What can be learnt about a channel without telling anybody anything. `unproven`: the service can't be asked that. */
export type ChannelCheck =
  | { kind: 'good'; words: string }
  | { kind: 'unproven'; words: string }
  | { kind: 'bad'; words: string; nextAction: string };

/** One way to reach a person. It neither retries nor limits nor remembers: the outbox does. */
export interface Channel {
  readonly name: string;
  readonly kind: AlertChannelKind;
  /** Always answers, at the latest when the signal is given. A rejection is a bug, and counts as a passing failure. */
  send(message: AlertMessage, attempt: Attempt): Promise<Delivery>;
  check(signal: AbortSignal): Promise<ChannelCheck>;
  /** Lets go of sockets and timers. */
  dispose(): void;
}
