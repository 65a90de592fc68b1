import type { CallFailure } from '../../client/failure.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { moneyWord, type Plate, plateOf, type Tone, toneOf } from '../../shared/words.ts';
import type { Heard } from '../engine/heard.ts';

/** What the plate says, in exactly the data that each case has. */
export type PlateView =
  | { kind: 'opening' }
  /** `isCritical`: hardly any time to check in is left. */
  | { kind: 'state'; word: Plate; tone: Tone; isCritical: boolean; state: EngineState }
  | {
      kind: 'no_engine';
      word: Plate;
      tone: Tone;
      /** What the plate said last; null when the engine was never heard. */
      last: { word: Plate; at: string } | null;
      /** What is known of the cause; null when it is no more than that nobody answers. */
      why: string | null;
    };

export function plateView(heard: Exclude<Heard, { link: 'refused' }>): PlateView {
  switch (heard.link) {
    case 'opening':
      return { kind: 'opening' };
    case 'live': {
      const word = plateOf(heard.state);
      const isCritical = word === 'CHECK IN' && heard.state.deadMan.state === 'critical';
      return { kind: 'state', word, tone: toneOf(word), isCritical, state: heard.state };
    }
    case 'gone': {
      const word = plateOf(null);
      const last = heard.last && { word: plateOf(heard.last.state), at: new Date(heard.last.atMs).toISOString() };
      return { kind: 'no_engine', word, tone: toneOf(word), last, why: causeOf(heard.failure) };
    }
    default:
      return assertNever(heard);
  }
}

/** A browser's words for a connection that failed help nobody. */
function causeOf(failure: CallFailure | null): string | null {
  return failure === null || failure.code === 'unanswered' || failure.code === 'unreachable' ? null : failure.message;
}

/** The title of the tab, readable when the page is not. */
export function titleOf(heard: Heard): string {
  switch (heard.link) {
    case 'opening':
      return 'Scram';
    case 'refused':
      return 'Sign in · Scram';
    case 'live':
      return `${plateOf(heard.state)} · ${moneyWord(heard.state)} · Scram`;
    case 'gone':
      return `${plateOf(null)} · Scram`;
    default:
      return assertNever(heard);
  }
}

export function moneySentence(status: Pick<EngineState, 'paper'>): string {
  return status.paper ? 'No money is at risk.' : 'A kill trades real money.';
}
