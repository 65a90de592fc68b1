import { type ReactNode, useEffect, useId, useRef } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import { limits } from '../../shared/limits.ts';
import type { Precondition } from '../view/reset.ts';

/** How far what a sheet asks of the engine has come; what succeeded closes the sheet. */
export type Asking = { step: 'no' } | { step: 'asking' } | { step: 'failed'; failure: CallFailure };

/** What the button says, and what will have been done: `Reset`, `reset`. */
interface Action {
  verb: string;
  done: string;
}

export const resetAction: Action = { verb: 'Reset', done: 'reset' };

interface SheetProps {
  title: string;
  /** What it does when granted, and what it does not. */
  lead: string;
  action: Action;
  /** All that must be so before asking makes sense: the button says what is missing until then. */
  needed: readonly Precondition[];
  asking: Asking;
  onAsk: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A sheet over the page by which something is opened again: what stands against it as a list, and a button that is dead until nothing does. */
export function Sheet({ title, lead, action, needed, asking, onAsk, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const needsId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const isReady = needed.every(({ met }) => met);
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      <p>{lead}</p>
      {asking.step === 'failed' ? <Refusal failure={asking.failure} done={action.done} /> : null}
      {children}
      <Preconditions id={needsId} needed={needed} verb={action.verb} />
      <p className="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          className="strong"
          disabled={!isReady || asking.step === 'asking'}
          aria-describedby={needsId}
          onClick={onAsk}
        >
          {asking.step === 'asking' ? 'Asking the engine' : action.verb}
        </button>
      </p>
    </dialog>
  );
}

/** The engine's own words, when it said no or said nothing. */
export function Refusal({ failure, done }: { failure: CallFailure; done: string }) {
  const against = failure.against ?? [];
  return (
    <div className="refusal" role="alert">
      <p className="sentence">
        {failure.mayHaveLanded
          ? `${failure.message} Not known whether it was ${done}.`
          : `Not ${done}. ${failure.message}`}
      </p>
      {against.length > 1 ? (
        <ul>
          {against.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      ) : null}
      <p className="next">{failure.hint}</p>
    </div>
  );
}

function Preconditions({ id, needed, verb }: { id: string; needed: readonly Precondition[]; verb: string }) {
  const isReady = needed.every(({ met }) => met);
  return (
    <div id={id} className="needs">
      <p>{isReady ? 'Nothing stands against it that this page can see.' : `The ${verb.toLowerCase()} waits for:`}</p>
      <ul>
        {needed.map(({ id: needId, met, sentence }) => (
          <li key={needId} data-met={met}>
            <span aria-hidden="true">{met ? '✓' : '○'}</span>
            <span className="unseen">{met ? 'done: ' : 'missing: '}</span>
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function ReasonField({ label, value, onChange }: FieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <textarea
        rows={2}
        value={value}
        maxLength={limits.reasonCharacters}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

/** A word that is typed out, so that no slip opens anything. */
export function WordField({ label, value, onChange }: FieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input
        value={value}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
