import { useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import type { CheckInAnswer } from '../../shared/api/commands.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { pageLimits } from '../limits.ts';
import { type RingView, ringView } from '../view/dead-man.ts';
import { useTools } from './engine-context.tsx';
import { useNow } from './use-now.ts';
import { When } from './when.tsx';

type Asking =
  | { step: 'no' }
  | { step: 'asking' }
  | { step: 'done'; answer: CheckInAnswer }
  | { step: 'failed'; failure: CallFailure };

/** The time that is left, and the one control that gives more. Once it has triggered the banner speaks instead. */
export function DeadMan({ live }: { live: EngineState }) {
  const { client } = useTools();
  const nowMs = useNow(true, pageLimits.secondMs);
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const { deadMan } = live;
  if (deadMan.state === 'triggered') return null;
  const view = ringView(deadMan, nowMs);

  async function checkIn(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.checkIn();
    setAsking(answer.ok ? { step: 'done', answer: answer.value } : { step: 'failed', failure: answer.failure });
  }

  return (
    <section className={`dead-man ${view.tone === null ? 'panel' : `tone-${view.tone}`}`} aria-label="Check-in">
      <Ring view={view} />
      <div className="dead-man-text">
        {view.tone === null ? null : <p className="sentence">{view.sentence}</p>}
        <span className="unseen" role="status">
          {view.step}
        </span>
        <button type="button" onClick={() => void checkIn()} disabled={asking.step === 'asking'}>
          Check in
        </button>
        <p className="dead-man-note" aria-live="polite">
          <Note asking={asking} lastCheckIn={deadMan.lastCheckIn} />
        </p>
      </div>
    </section>
  );
}

function Note({ asking, lastCheckIn }: { asking: Asking; lastCheckIn: string | null }) {
  switch (asking.step) {
    case 'asking':
      return 'Asking the engine.';
    case 'failed':
      return `${asking.failure.message} ${asking.failure.hint}`;
    case 'done':
      if (!asking.answer.journaled) return 'Checked in. It is not in the journal yet.';
      break;
    case 'no':
      break;
    default:
      return assertNever(asking);
  }
  if (lastCheckIn === null) return 'Nobody has checked in yet.';
  return (
    <>
      Last at <When at={lastCheckIn} />
    </>
  );
}

/** Open by the time used up. */
function Ring({ view: { share, count, unit } }: { view: RingView }) {
  const radius = 40;
  const around = 2 * Math.PI * radius;
  return (
    <svg className="ring" viewBox="0 0 100 100" role="img" aria-label={`${count} ${unit} left to check in`}>
      <circle cx="50" cy="50" r={radius} className="ring-track" />
      <circle
        cx="50"
        cy="50"
        r={radius}
        className="ring-left"
        strokeDasharray={`${share * around} ${around}`}
        transform="rotate(-90 50 50)"
      />
      <text x="50" y="52" className="ring-count">
        {count}
      </text>
      <text x="50" y="67" className="ring-unit">
        {unit}
      </text>
    </svg>
  );
}
