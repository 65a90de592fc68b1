import { type ReactNode, useRef, useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { limits } from '../../shared/limits.ts';
import { pageLimits } from '../limits.ts';
import { scopeSentence } from '../view/scope.ts';
import { useTools } from './engine-context.tsx';
import { type HoldStage, useHold } from './use-hold.ts';

interface KillControlProps {
  live: EngineState | null;
  /** What stands beside it in the place of the reason. */
  beside: ReactNode;
}

/** The kill. Never disabled: whoever holds it has a reason, and the engine joins a second kill to the first. */
export function KillControl({ live, beside }: KillControlProps) {
  const { killSender } = useTools();
  const [reason, setReason] = useState('');
  const bar = useRef<HTMLProgressElement>(null);
  const isEngaged = live !== null && live.state !== 'armed';
  const { stage, handlers } = useHold(pageLimits.holdMs, bar, () => {
    killSender.fire(reason);
    // It was this kill's, and must not become the next one's.
    setReason('');
  });
  return (
    <section className="kill" aria-label="Kill" data-engaged={isEngaged}>
      <button type="button" className="hold" data-held={stage === 'held'} aria-describedby="kill-scope" {...handlers}>
        <progress ref={bar} className="hold-bar" max={1} value={0} aria-label="held" />
        <span className="hold-label">{holdLabel(live, stage)}</span>
      </button>
      <p className="unseen" role="status">
        {stage === 'asked' ? 'Activate it once more to kill.' : ''}
      </p>
      {beside ?? (
        <label className="field kill-reason">
          <span>Reason, if there is time</span>
          <input
            value={reason}
            maxLength={limits.reasonCharacters}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
      )}
      <p id="kill-scope" className="scope">
        {scopeSentence(live)} Hold {pageLimits.holdMs / 1_000} s: mouse, finger, Space or Enter. Let go to cancel.
      </p>
    </section>
  );
}

function holdLabel(live: EngineState | null, stage: HoldStage): string {
  switch (stage) {
    case 'held':
      return 'keep holding';
    case 'let-go':
      return 'not sent: hold it longer';
    case 'asked':
      return 'activate again to kill';
    case 'idle':
      if (live === null) return 'hold to send a kill';
      return live.state === 'armed' ? 'hold to kill' : 'hold to kill again';
    default:
      return assertNever(stage);
  }
}
