import { useEffect, useId, useRef, useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { limits } from '../../shared/limits.ts';
import {
  heldTriggers,
  openNames,
  openThings,
  type Precondition,
  preconditions,
  type ResetForm,
  type ResetRefusal,
} from '../view/reset.ts';
import { Challenge } from './challenge.tsx';
import { useTools } from './engine-context.tsx';
import { OpenThings, Preconditions, Refusal } from './reset-parts.tsx';
import { HeldTriggers } from './triggers-held.tsx';

type Asking = { step: 'no' } | { step: 'asking' } | { step: 'failed'; failure: CallFailure };

/** The reset, with what stands against it as a list that fulfils itself. `live` null: nothing can be judged, so nothing is asked. */
export function ResetSheet({ live, onClose }: { live: EngineState | null; onClose: () => void }) {
  const { client } = useTools();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [form, setForm] = useState<ResetForm>({
    reason: '',
    confirm: '',
    accepted: new Set(),
    acknowledged: new Set(),
  });
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const [refusal, setRefusal] = useState<ResetRefusal | null>(null);

  useEffect(() => dialog.current?.showModal(), []);

  const open = live === null ? [] : openThings(live, refusal);
  const held = live === null ? [] : heldTriggers(live);
  const needed: Precondition[] = live === null ? [noEngine] : preconditions(live, form, open);
  const missing = needed.filter(({ met }) => !met);

  async function ask(): Promise<void> {
    if (live === null || missing.length > 0) return;
    const acceptResiduals = open.map(({ accept }) => accept).filter((accept) => form.accepted.has(accept));
    setAsking({ step: 'asking' });
    const acknowledgeTriggers = held.map(({ name }) => name).filter((name) => form.acknowledged.has(name));
    const request = { reason: form.reason, confirm: 'RESET' as const, acceptResiduals, acknowledgeTriggers };
    const answer = await client.reset({ request });
    if (answer.ok) return onClose();
    const { failure } = answer;
    setAsking({ step: 'failed', failure });
    setRefusal({ ...failure, against: failure.against ?? [], openThen: openNames(live) });
  }

  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>Reset the kill switch</h2>
      <p>Orders may pass again after this. It starts no bot and opens no position.</p>
      {asking.step === 'failed' ? <Refusal failure={asking.failure} /> : null}
      <OpenThings
        things={open}
        accepted={form.accepted}
        onChange={(accepted) => setForm((before) => ({ ...before, accepted }))}
      />
      <HeldTriggers
        held={held}
        acknowledged={form.acknowledged}
        onChange={(acknowledged) => setForm((before) => ({ ...before, acknowledged }))}
      />
      <label className="field">
        <span>Why is it safe to trade again?</span>
        <textarea
          rows={2}
          value={form.reason}
          maxLength={limits.reasonCharacters}
          onChange={(event) => setForm((before) => ({ ...before, reason: event.target.value }))}
        />
      </label>
      <label className="field">
        <span>Type RESET</span>
        <input
          value={form.confirm}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          onChange={(event) => setForm((before) => ({ ...before, confirm: event.target.value }))}
        />
      </label>
      <Preconditions needed={needed} />
      <Challenge live={live} />
      <p className="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          className="strong"
          disabled={missing.length > 0 || asking.step === 'asking'}
          aria-describedby="reset-needs"
          onClick={() => void ask()}
        >
          {asking.step === 'asking' ? 'Asking the engine' : 'Reset'}
        </button>
      </p>
    </dialog>
  );
}

const noEngine: Precondition = {
  id: 'engine',
  met: false,
  sentence: 'The engine does not answer: nothing can be reset.',
};
