import { type ReactNode, useRef, useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { limits } from '../../shared/limits.ts';
import { moneyWord } from '../../shared/words.ts';
import { pageLimits } from '../limits.ts';
import { useTools } from './engine-context.tsx';
import { useHold } from './use-hold.ts';

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
  const { isHeld, handlers } = useHold(pageLimits.holdMs, bar, () => {
    killSender.fire(reason);
    // It was this kill's, and must not become the next one's.
    setReason('');
  });
  return (
    <section className="kill" aria-label="Kill" data-engaged={isEngaged}>
      <button type="button" className="hold" data-held={isHeld} aria-describedby="kill-scope" {...handlers}>
        <progress ref={bar} className="hold-bar" max={1} value={0} aria-label="held" />
        <span className="hold-label">{isHeld ? 'keep holding' : holdLabel(live)}</span>
      </button>
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
        {scopeSentence(live)} Hold {pageLimits.holdMs / 1_000} s by mouse, Space or Enter; let go to cancel.
      </p>
    </section>
  );
}

function holdLabel(live: EngineState | null): string {
  if (live === null) return 'hold to send a kill';
  return live.state === 'armed' ? 'hold to kill' : 'hold to kill again';
}

function scopeSentence(live: EngineState | null): string {
  if (live !== null && live.state !== 'armed') return 'Another kill joins this one and has every broker read again.';
  const names = (live?.brokers ?? []).map((broker) => `${broker.name}: ${moneyWord(broker)}`).join(', ');
  return `Cancels and closes the whole account at every broker${names === '' ? '' : ` (${names})`}.`;
}
