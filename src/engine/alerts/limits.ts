import type { AlertChannelKind } from '../../shared/alerts-config.ts';

/** Every limit of the alerts, with its unit in its name. */
export const alertLimits = {
  /** One attempt, from the look-up of the name to the last byte of the answer. */
  attemptMs: 10_000,
  /** How much later than that a channel may answer before it counts as hung. */
  hungAfterMs: 1_000,
  answerBytes: 64 * 1024,
  /** After a failure, doubled up to the second, and up to half of it less or more by chance. */
  retryMinMs: 1_000,
  retryMaxMs: 5 * 60_000,
  /** A service's own Retry-After is obeyed up to this. */
  retryAfterMaxMs: 60 * 60_000,
  /** What could not be delivered in this time is given up: longer than a long weekend without a network. */
  ageMs: 4 * 86_400_000,
  /** Messages of one channel that wait. Beyond it the newest that is not urgent gives way, and is counted. */
  waitingPerChannel: 2_000,
  /** Urgent messages of one channel on their way at once, for the first time; and as many again that are repeated. */
  urgentAtOnce: 8,
  /** Messages in one digest. */
  mergedMost: 50,
  /** Changes between flat and not flat of one kill that are told urgently: the first each way. What comes after goes by the pace. */
  urgentTurns: 2,
  /** Of the latest messages, on the page. */
  recentShown: 30,
  tableRows: 200,
  /** A channel that fails without a final word counts as failing after this. */
  failingAfterMs: 30_000,
  /** A condition is told when it has stood so long, and its end when it has been gone so long: what flaps is told once. */
  conditionStandsMs: 3_000,
  conditionGoneMs: 10_000,
  /** How long after a start a condition of the last life counts as gone only then: links and brokers take a while to be heard. */
  afterStartMs: 30_000,
  /** How often conditions and reminders are looked at. */
  lookEveryMs: 1_000,
  /** How long an outcome's message waits for the liquidation table. */
  tableWaitMs: 1_000,
  /** Between two attempts to write the outbox that the journal has refused. */
  keepAgainMs: 2_000,
  /** How long a stop waits for what is on its way and for the outbox to be written. */
  stopMs: 1_500,
  webhookKeyCharacters: 16,
} as const;

/** When a kill that nobody has acknowledged is told again, counted from the kill; after the last, every `reminderEveryMs`. */
export const reminderAfterMs: readonly number[] = [2 * 60_000, 5 * 60_000, 10 * 60_000, 20 * 60_000];
export const reminderEveryMs = 30 * 60_000;

/**
 * How often a channel may speak of what is not urgent: `burst` messages at once, then one each `refillMs`. `merges`: what has to
 * wait goes out as one message. PagerDuty and a program behind a webhook keep their own account of each matter.
 */
export interface Pace {
  burst: number;
  refillMs: number;
  merges: boolean;
}

export const paceOf: Record<AlertChannelKind, Pace> = {
  telegram: { burst: 5, refillMs: 30_000, merges: true },
  slack: { burst: 5, refillMs: 30_000, merges: true },
  email: { burst: 5, refillMs: 120_000, merges: true },
  sms: { burst: 3, refillMs: 300_000, merges: true },
  pagerduty: { burst: 20, refillMs: 2_000, merges: false },
  ntfy: { burst: 5, refillMs: 30_000, merges: true },
  webhook: { burst: 20, refillMs: 1_000, merges: false },
  desktop: { burst: 3, refillMs: 60_000, merges: true },
};
