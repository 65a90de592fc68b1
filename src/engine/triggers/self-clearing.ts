import { formatDuration } from '../../shared/duration.ts';
import type { Clock } from '../clock.ts';
import type { SwitchState } from '../switch/latch.ts';
import type { TriggerLimits } from './limits.ts';
import { firingTrigger, mayClearItself } from './self-clear.ts';
import type { TriggerDesk } from './trigger-desk.ts';

export interface SelfClearingOptions {
  isAllowed: boolean;
  desk: Pick<TriggerDesk, 'lastVerdict' | 'anyHolds'>;
  limits: Pick<TriggerLimits, 'clearAfterMs' | 'clearRetryMs'>;
  clock: Clock;
  switchState: () => SwitchState;
  switchesObject: () => boolean;
  /** The reset that everybody asks for, under the same rules; whatever comes of it stands in the journal. */
  reset: (reason: string) => Promise<unknown>;
}

/** Asks for the reset of a kill that may clear itself, once everything speaks for it. */
export class SelfClearing {
  private readonly options: SelfClearingOptions;
  private notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: SelfClearingOptions) {
    this.options = options;
  }

  look(): void {
    const { isAllowed, desk, limits, clock, switchState, switchesObject, reset } = this.options;
    const state = switchState();
    const name = firingTrigger(state);
    const last = name === null ? null : desk.lastVerdict(name);
    if (last?.verdict.state !== 'clear') return;
    const nowMs = clock.monotonicMs();
    const clearForMs = nowMs - last.sinceMs;
    const facts = { state, isAllowed, clearForMs, anyHolds: desk.anyHolds(), switchesObject: switchesObject() };
    if (nowMs < this.notBeforeMs || !mayClearItself(facts, limits.clearAfterMs)) return;
    this.notBeforeMs = nowMs + limits.clearRetryMs;
    const after = formatDuration(clearForMs);
    void reset(`cleared by itself: the condition of ${name} has been false for ${after} (${last.verdict.words})`);
  }
}
