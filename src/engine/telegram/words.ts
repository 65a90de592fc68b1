import type { CheckInAnswer, KillAnswer } from '../../shared/api/commands.ts';
import type { EngineState } from '../../shared/api/state.ts';
import type { Failure } from '../../shared/failure.ts';
import {
  deadManSentence,
  moneyWord,
  plateOf,
  progressSentence,
  timeLeft,
  tradingSentence,
} from '../../shared/words.ts';
import { telegramLimits } from './limits.ts';

/** `21 Nov 05:34 UTC`: whoever reads it may be in another zone than the engine. */
export function utc(wallMs: number): string {
  const text = new Date(wallMs).toUTCString();
  return `${text.slice(5, 11)} ${text.slice(17, 22)} UTC`;
}

/** How everything stands, gravest first, on one screen of a phone. */
export function statusText(state: EngineState, wallMs: number): string {
  const { conditions, brokers, deadMan, kill } = state;
  const shown = conditions.slice(0, telegramLimits.listed);
  const more = conditions.length - shown.length;
  const isDeadManAmong = deadMan.state !== 'ok' && shown.some(({ id }) => id.startsWith('dead_man_'));
  return lines(
    `${plateOf(state)} · ${moneyWord(state)} · since ${utc(Date.parse(state.since))}`,
    tradingSentence(state),
    isDeadManAmong ? '' : deadManSentence(deadMan.state, Date.parse(deadMan.deadline) - wallMs),
    kill === null ? '' : `Kill ${kill.killId} by ${kill.source}: ${kill.reason}`,
    ...shown.map(({ severity, sentence }) => `${severity.toUpperCase()}: ${sentence}`),
    more > 0 ? `and ${more} more conditions` : '',
    ...brokers.map(brokerLine),
  );
}

function brokerLine({ name, trouble, asOf, flatten, positions, orders }: EngineState['brokers'][number]): string {
  if (trouble !== null) return `${name}: can't be read: ${trouble}`;
  if (asOf === null) return `${name}: not read yet`;
  const open = `${positions.length} positions, ${orders.length} orders`;
  return flatten === null ? `${name}: ${open}` : `${name}: ${open}; ${progressSentence(flatten)}`;
}

export function killText({ killId, state, journaled }: KillAnswer): string {
  const recorded = journaled ? 'It is recorded.' : 'It is not recorded yet; the latch holds all the same.';
  return lines(`Kill ${killId} is engaged: ${state}.`, recorded, '/status shows how far it is.');
}

export function checkInText({ deadline, journaled }: CheckInAnswer, wallMs: number): string {
  const due = Date.parse(deadline);
  const recorded = journaled ? '' : 'It is not recorded yet; it counts all the same.';
  return lines(`Checked in. Due again within ${timeLeft(due - wallMs)}, before ${utc(due)}.`, recorded);
}

/** A refusal with what stands against it. `next`: what to do from here. */
export function refusalText({ message, hint, against = [] }: Failure, next = hint): string {
  const shown = against.slice(0, telegramLimits.listed).map((obstacle) => `· ${obstacle.message}`);
  const more = against.length - shown.length;
  return lines(`Refused: ${message}`, ...shown, more > 0 ? `· and ${more} more` : '', next);
}

export function lines(...given: string[]): string {
  return given.filter((line) => line !== '').join('\n');
}
