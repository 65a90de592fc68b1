import { useEffect, useId, useRef, useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { resumeWithinMs } from '../../shared/bots-config.ts';
import { limits } from '../../shared/limits.ts';
import { resumePreconditions } from '../view/bots.ts';
import { useTools } from './engine-context.tsx';
import { Preconditions } from './reset-parts.tsx';

type Asking = { step: 'no' } | { step: 'asking' } | { step: 'failed'; failure: CallFailure };

interface ResumeProps {
  name: string;
  live: EngineState | null;
  onClose: () => void;
}

/** Lets one bot go, by the operator's word alone. */
export function BotResumeSheet({ name, live, onClose }: ResumeProps) {
  const { client } = useTools();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  useEffect(() => dialog.current?.showModal(), []);

  const needed = resumePreconditions(live, reason);
  const isReady = needed.every(({ met }) => met) && asking.step !== 'asking';

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.resumeBot({ params: { name }, request: { reason }, timeoutMs: resumeWithinMs });
    if (answer.ok) onClose();
    else setAsking({ step: 'failed', failure: answer.failure });
  }

  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>Resume {name}</h2>
      <p>It is no longer held after this. One that was paused goes on; one that was ended has to be started by you.</p>
      {asking.step === 'failed' ? <Refused failure={asking.failure} /> : null}
      <label className="field">
        <span>Why may it trade again?</span>
        <textarea
          rows={2}
          value={reason}
          maxLength={limits.reasonCharacters}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <Preconditions needed={needed} what="resume" />
      <p className="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          className="strong"
          disabled={!isReady}
          aria-describedby="reset-needs"
          onClick={() => void ask()}
        >
          {asking.step === 'asking' ? 'Asking the engine' : 'Resume'}
        </button>
      </p>
    </dialog>
  );
}

function Refused({ failure: { message, hint, mayHaveLanded } }: { failure: CallFailure }) {
  return (
    <div className="refusal" role="alert">
      <p className="sentence">{mayHaveLanded ? `${message} Not known whether it was resumed.` : message}</p>
      <p className="next">{hint}</p>
    </div>
  );
}
