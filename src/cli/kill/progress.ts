import type { BrokerState, EngineState, Residual } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { progressSentence } from '../../shared/words.ts';

/** What can be said about one kill now. FLAT is said when the brokers have confirmed it, never before. */
export type KillVerdict =
  | { kind: 'going' }
  | { kind: 'flat' }
  | { kind: 'residuals'; residuals: Residual[] }
  /** The latch no longer holds this kill: somebody reset it while we watched. */
  | { kind: 'ended'; words: string };

export function verdictOf(state: EngineState, killId: string): KillVerdict {
  switch (state.state) {
    case 'armed':
      return { kind: 'ended', words: 'the latch was reset' };
    case 'killing':
    case 'killed':
      break;
    default:
      return assertNever(state.state);
  }
  const current = state.kill?.killId ?? state.killId;
  if (current !== killId) return { kind: 'ended', words: `another kill, ${current ?? 'unnamed'}, holds the latch now` };
  if (state.state === 'killing') return { kind: 'going' };
  if (state.flat === true) return state.brokers.every(isFlat) ? { kind: 'flat' } : { kind: 'going' };
  return { kind: 'residuals', residuals: state.brokers.flatMap((broker) => broker.flatten?.residuals ?? []) };
}

/** A broker without progress has none to contradict the engine's word with: it settled before the engine last started. */
function isFlat(broker: BrokerState): boolean {
  return broker.flatten?.flat ?? true;
}

/** One line a broker, keyed by its name, so that a display knows which line has changed. */
export function progressLines(state: EngineState): { key: string; text: string }[] {
  const width = Math.max(0, ...state.brokers.map((broker) => broker.name.length));
  return state.brokers.map((broker) => ({
    key: broker.name,
    text: `${broker.name.padEnd(width)}  ${brokerText(broker)}`,
  }));
}

function brokerText(broker: BrokerState): string {
  if (broker.flatten === null) return broker.trouble ?? 'waiting to be read';
  const progress = progressSentence(broker.flatten);
  const words = broker.flatten.flat ? '' : broker.flatten.words;
  return words === '' ? progress : `${progress} · ${words}`;
}
