import type { FlattenProgress, Outcome, Status } from './api/state.ts';
import { assertNever } from './assert-never.ts';

/** The one word that is large on every face: window, tray, command line, chat. */
export type Plate = 'ARMED' | 'CHECK IN' | 'PAUSED' | 'KILLING' | 'KILLED · FLAT' | 'KILLED · NOT FLAT' | 'NO ENGINE';

/** The colour of the button's LED; nothing else is coloured. */
export type Tone = 'blue' | 'yellow' | 'amber' | 'red' | 'grey';

/** `null` is an engine that does not answer: what it last said is then no longer known to be so. */
export function plateOf(status: Status | null): Plate {
  if (status === null) return 'NO ENGINE';
  switch (status.state) {
    case 'killing':
      return 'KILLING';
    case 'killed':
      return status.flat === true ? 'KILLED · FLAT' : 'KILLED · NOT FLAT';
    case 'armed':
      return armedPlate(status.deadMan?.state ?? 'ok');
    default:
      return assertNever(status.state);
  }
}

function armedPlate(deadMan: NonNullable<Status['deadMan']>['state']): Plate {
  switch (deadMan) {
    case 'ok':
      return 'ARMED';
    case 'warning':
    case 'critical':
      return 'CHECK IN';
    case 'triggered':
      return 'PAUSED';
    default:
      return assertNever(deadMan);
  }
}

export function toneOf(plate: Plate): Tone {
  switch (plate) {
    case 'ARMED':
      return 'blue';
    case 'CHECK IN':
    case 'KILLING':
      return 'yellow';
    case 'PAUSED':
      return 'amber';
    case 'KILLED · FLAT':
    case 'KILLED · NOT FLAT':
      return 'red';
    case 'NO ENGINE':
      return 'grey';
    default:
      return assertNever(plate);
  }
}

/** Beside every plate, so that nobody takes a rehearsal for the real thing, nor the real thing for a rehearsal. */
export function moneyWord(status: Pick<Status, 'paper'>): 'PAPER' | 'LIVE' {
  return status.paper ? 'PAPER' : 'LIVE';
}

/** What a bot that asks now is told. */
export function tradingSentence(status: Pick<Status, 'trading' | 'reason'>): string {
  if (status.trading) return 'Orders pass.';
  return `Orders are refused: ${status.reason ?? 'the engine gave no reason'}.`;
}

/** What became of one instrument or order, and why it is still there. */
export function outcomeSentence(outcome: Outcome): string {
  switch (outcome) {
    case 'flat':
      return 'closed';
    case 'pending_open':
      return 'waits for the market to open';
    case 'dust':
      return "below the venue's minimum, can't be closed";
    case 'failed':
      return 'could not be closed';
    case 'unknown':
      return 'could not be read';
    default:
      return assertNever(outcome);
  }
}

/** How far one broker is: `cancelled 3 of 5 · closed 1 of 7 · working`. */
export function progressSentence(progress: FlattenProgress): string {
  return `cancelled ${progress.cancelled} of ${progress.cancelTotal} · closed ${progress.closed} of ${progress.closeTotal} · ${phaseWord(progress)}`;
}

function phaseWord(progress: FlattenProgress): string {
  switch (progress.phase) {
    case 'working':
      return 'working';
    case 'confirming':
      return 'confirming';
    case 'settled':
    case 'holding':
      return progress.flat ? 'flat' : 'not flat';
    default:
      return assertNever(progress.phase);
  }
}
