import type { DeadManState } from '../../shared/api/state.ts';
import type { Obstacle } from '../../shared/failure.ts';
import type { Button } from './bot-api.ts';

/**
 * A conversation that has more than one message, and what it waits for. `untilMs` (as `World.nowMs` counts): it lapses then. `seen`: what was
 * engaged when it began; when that is no longer so, it is over.
 */
export type Talk =
  | { step: 'kill_asked'; untilMs: number; nonce: string; reason: string }
  | { step: 'reset_reason'; untilMs: number; seen: string }
  | { step: 'reset_code'; untilMs: number; seen: string; reason: string; wrong: number }
  | { step: 'dead_man_reason'; untilMs: number; seen: string }
  | { step: 'dead_man_phrase'; untilMs: number; seen: string; reason: string; phrase: string; wrong: number };

/** The one code that is out: shown to the operator on the page or the command line, and nowhere else. */
export interface Challenge {
  code: string;
  seen: string;
  untilMs: number;
  wrong: number;
}

/** All that the bot remembers, and only in memory: a restart forgets every question that was open. */
export interface Talks {
  readonly challenge: Challenge | null;
  /** By the id of the person; only those who are allowed get in here. */
  readonly byUser: ReadonlyMap<number, Talk>;
}

export const noTalks: Talks = { challenge: null, byUser: new Map() };

/** What somebody who is allowed has written or pressed. */
export type Said = { user: number } & ({ kind: 'text'; text: string } | { kind: 'button'; data: string });

/** What is true at this moment. */
export interface World {
  /** Never less than before but for a clock that was set back. */
  nowMs: number;
  paper: boolean;
  brokers: readonly string[];
  /** Names the engaged kill and each signal that has joined it: another name with every one. null: there is nothing to reset. */
  engaged: string | null;
  /** All that stands against a reset now. */
  against: readonly Obstacle[];
  deadMan: {
    state: DeadManState;
    /** Names the run of the timer. */
    run: string;
  };
  /** What nobody could have written before: for one button, one phrase. */
  fresh: { nonce: string; phrase: string };
}

/** What is to be done, in this order. Everything but `say` is answered by whoever does it. */
export type Effect =
  | { kind: 'say'; user: number; text: string; buttons?: readonly Button[] }
  | { kind: 'status'; user: number }
  | { kind: 'kill'; user: number; reason: string }
  | { kind: 'check_in'; user: number }
  | { kind: 'reset'; user: number; reason: string }
  | { kind: 'reset_dead_man'; user: number; reason: string }
  | { kind: 'acknowledge'; user: number };

export interface Turn {
  talks: Talks;
  effects: readonly Effect[];
}

/** The talks with one person's as it is now; null ends it. */
export function withTalk(talks: Talks, user: number, talk: Talk | null): Talks {
  const byUser = new Map(talks.byUser);
  if (talk === null) byUser.delete(user);
  else byUser.set(user, talk);
  return { ...talks, byUser };
}

export function say(user: number, ...lines: string[]): Effect {
  return { kind: 'say', user, text: lines.filter((line) => line !== '').join('\n') };
}
