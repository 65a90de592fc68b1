import { useEffect, useId, useRef, useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { limits } from '../../shared/limits.ts';
import { deadManPreconditions } from '../view/dead-man.ts';
import { useTools } from './engine-context.tsx';
import { Preconditions, Refusal } from './reset-parts.tsx';

type Asking = { step: 'no' } | { step: 'asking' } | { step: 'failed'; failure: CallFailure };

/** The reset of the dead man's switch. It is another than that of a kill, and does not stand for it. */
export function DeadManResetSheet({ live, onClose }: { live: EngineState | null; onClose: () => void }) {
  const { client } = useTools();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [reason, setReason] = useState('');
  const [confirm, setConfirm] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  useEffect(() => dialog.current?.showModal(), []);

  const needed = deadManPreconditions(live, reason, confirm);
  const isReady = needed.every(({ met }) => met) && asking.step !== 'asking';

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.resetDeadMan({ request: { reason, confirm: 'RESET' } });
    if (answer.ok) onClose();
    else setAsking({ step: 'failed', failure: answer.failure });
  }

  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>Reset the dead man’s switch</h2>
      <p>Bots may trade again after this, and the time begins anew. It starts no bot.</p>
      {asking.step === 'failed' ? <Refusal failure={asking.failure} /> : null}
      <label className="field">
        <span>Why is it safe to trade again?</span>
        <textarea
          rows={2}
          value={reason}
          maxLength={limits.reasonCharacters}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <label className="field">
        <span>Type RESET</span>
        <input
          value={confirm}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => setConfirm(event.target.value)}
        />
      </label>
      <Preconditions needed={needed} />
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
          {asking.step === 'asking' ? 'Asking the engine' : 'Reset'}
        </button>
      </p>
    </dialog>
  );
}
