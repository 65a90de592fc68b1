import type { Residual } from '../../shared/api/state.ts';
import type { Obstacle } from '../../shared/failure.ts';
import { engagedKill, type SwitchState } from './latch.ts';

/** What a reset is judged by: the request, and the world as read after it was made. */
export interface ResetCase {
  state: SwitchState;
  /** The engaged kill and its count of signals when the request arrived (compare-and-swap). */
  began: ResetToken;
  acceptResiduals: readonly string[];
  /** Everything still open at the brokers, read after the request arrived. */
  residualsNow: readonly Residual[];
  /** Conditions of automatic triggers that hold, judged after the request arrived. */
  triggers: readonly HeldTrigger[];
  acknowledgeTriggers: readonly string[];
  /** What the paired switches say against it. */
  switches: readonly Obstacle[];
}

/** A trigger whose condition holds, with its numbers. */
export interface HeldTrigger {
  name: string;
  words: string;
}

/** What must be the same when the reset is granted as when it was asked for. */
export interface ResetToken {
  killId: string | null;
  signals: number;
}

/** What a reset that is asked for now is held to when it is granted. */
export function resetToken(state: SwitchState): ResetToken {
  const kill = engagedKill(state);
  return { killId: kill?.killId ?? null, signals: kill?.signals ?? 0 };
}

/** All that stands against a reset, in the order in which a person would deal with it; empty means granted. */
export function resetObstacles(asked: ResetCase): Obstacle[] {
  const { state, began, acceptResiduals, residualsNow, switches, triggers, acknowledgeTriggers } = asked;
  const kill = engagedKill(state);
  if (!kill && state.unacknowledged === null) {
    return [{ code: 'not_latched', message: 'The kill switch is not engaged: there is nothing to reset.' }];
  }
  const obstacles: Obstacle[] = [];
  const now = resetToken(state);
  if (now.killId !== began.killId || now.signals !== began.signals) {
    obstacles.push({ code: 'signal', message: 'A kill signal arrived while the reset was being asked for.' });
  }
  if (state.latch.state === 'killing') {
    obstacles.push({ code: 'killing', message: 'The kill is still at work: wait until every broker has settled.' });
  }
  if (!kill) return obstacles;
  obstacles.push(...switches);
  for (const { name, words } of triggers) {
    if (acknowledgeTriggers.includes(name)) continue;
    obstacles.push({ code: 'trigger', message: `The condition of ${name} still holds: ${words}.`, acknowledge: name });
  }
  const accepted = new Set(acceptResiduals);
  for (const residual of residualsNow) {
    if (accepted.has(residual.accept)) continue;
    obstacles.push({ code: 'residual', message: residualSentence(residual), accept: residual.accept });
  }
  return obstacles;
}

function residualSentence({ broker, symbol, quantity, orderId, words }: Residual): string {
  if (symbol === '*') return `${broker} can't be read: ${words}`;
  if (quantity === null) return `${broker}: what became of a close of ${symbol} is not known (${words})`;
  if (orderId !== undefined) return `${broker}: order ${orderId} for ${quantity} ${symbol} is still open (${words})`;
  return `${broker}: ${quantity} ${symbol} is still held (${words})`;
}
