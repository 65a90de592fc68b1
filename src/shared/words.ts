import type { BrokerState, DeadManState, FlattenProgress, Outcome, Status } from './api/state.ts';
import type { TriggerState } from './api/triggers.ts';
import { assertNever } from './assert-never.ts';
import type { Source } from './source.ts';

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
      return armedPlate(status.deadMan.state);
    default:
      return assertNever(status.state);
  }
}

function armedPlate(deadMan: DeadManState): Plate {
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

/** How a plate is coloured; colour is the state's alone. */
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

/** In place of the equity that an account has not told. */
export function noEquityWords({ asOf }: Pick<BrokerState, 'asOf'>): string {
  return asOf === null ? 'not read yet' : 'equity not told';
}

/** What a bot that asks now is told. */
export function tradingSentence(status: Pick<Status, 'trading' | 'reason'>): string {
  if (status.trading) return 'Orders pass.';
  return `Orders are refused: ${status.reason ?? 'the engine gave no reason'}.`;
}

/** Time that is left, rounded down so that nobody believes they have more: `4 hours`, `57 minutes`, `30 seconds`. */
export function timeLeft(ms: number): string {
  if (ms >= 3 * 86_400_000) return counted(ms / 86_400_000, 'day');
  if (ms >= 2 * 3_600_000) return counted(ms / 3_600_000, 'hour');
  if (ms >= 2 * 60_000) return counted(ms / 60_000, 'minute');
  return counted(Math.max(0, ms) / 1_000, 'second');
}

function counted(count: number, unit: string): string {
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

/** How the dead man's switch stands, and what to do about it. `leftMs`: until its deadline. */
export function deadManSentence(state: DeadManState, leftMs: number): string {
  const within = `Check in within ${timeLeft(leftMs)}`;
  switch (state) {
    case 'ok':
      return `${within}.`;
    case 'warning':
      return `Dead man's switch warning. ${within}.`;
    case 'critical':
      return `Dead man's switch critical. ${within} or all bots will be stopped.`;
    case 'triggered':
      return "Dead man's switch triggered: nobody checked in. Orders are refused; open positions and stops at the exchange are left alone.";
    default:
      return assertNever(state);
  }
}

/** How an automatic trigger stands: `holds: drawdown 30.0 % ≥ 25.0 %`. */
export function triggerSentence({ state, words, spent }: Pick<TriggerState, 'state' | 'words' | 'spent'>): string {
  switch (state) {
    case 'clear':
      return `is clear: ${words}`;
    case 'holds':
      return `holds: ${words}${spent ? '; it fires again only after having been false' : ''}`;
    case 'unknown':
      return `can't be judged: ${words}`;
    default:
      return assertNever(state);
  }
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

/** How far a flattening is, in a word; flat only where the broker has confirmed it. */
export function phaseWord({ phase, flat }: Pick<FlattenProgress, 'phase' | 'flat'>): string {
  switch (phase) {
    case 'working':
      return 'working';
    case 'confirming':
      return 'confirming';
    case 'settled':
    case 'holding':
      return flat ? 'flat' : 'not flat';
    default:
      return assertNever(phase);
  }
}

const sourceNames = {
  wifi: 'the button, over WiFi',
  usb: 'the button, over USB',
  hotkey: 'the hotkey',
  tray: 'the tray',
  window: 'the page',
  cli: 'the command line',
  telegram: 'Telegram',
  api: 'the API',
  bot: 'a bot',
  dead_man: "the dead man's switch",
  dead_man_switch: "the dead man's switch",
  peer: 'a peer engine',
  engine: 'the engine',
} satisfies Partial<Record<Source, string>>;

/** Who did it, to stand after "by". */
export function sourceName(source: Source): string {
  if (Object.hasOwn(sourceNames, source)) return sourceNames[source as keyof typeof sourceNames];
  return `the trigger ${source.replace('trigger:', '')}`;
}

/** A code as people read it out and type it: `48219930` as `4821 9930`. */
export function grouped(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1 ');
}
