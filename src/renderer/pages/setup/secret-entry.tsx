import { useId, useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { Refusal } from '../../parts/sheet.tsx';

type Step = { step: 'closed' } | { step: 'open'; failure: CallFailure | null } | { step: 'sending' } | { step: 'kept' };

/** Gives the engine a secret. It goes one way: nothing on this page can show what is kept, and what was typed is forgotten once sent. */
export function SecretEntry({ name, what }: { name: string; what: string }) {
  const { client } = useTools();
  const id = useId();
  const [step, setStep] = useState<Step>({ step: 'closed' });
  const [value, setValue] = useState('');

  async function send(): Promise<void> {
    setStep({ step: 'sending' });
    const answer = await client.keepSecret({ params: { name }, request: { value } });
    setValue('');
    setStep(answer.ok ? { step: 'kept' } : { step: 'open', failure: answer.failure });
  }

  if (step.step === 'closed' || step.step === 'kept') {
    return (
      <span className="secret-entry">
        <button type="button" aria-label={`Enter ${what}`} onClick={() => setStep({ step: 'open', failure: null })}>
          Enter it…
        </button>
        <span role="status" className="quiet">
          {step.step === 'kept' ? 'Kept. It is used from the engine’s next start on.' : ''}
        </span>
      </span>
    );
  }
  return (
    <div className="secret-form">
      {step.step === 'open' && step.failure !== null ? <Refusal failure={step.failure} done="kept" /> : null}
      <label htmlFor={id}>{what}, the secret itself</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        value={value}
        // biome-ignore lint/a11y/noAutofocus: its own button has just been pressed to type here.
        autoFocus
        onChange={(event) => setValue(event.target.value)}
      />
      <p className="actions">
        <button
          type="button"
          onClick={() => {
            setValue('');
            setStep({ step: 'closed' });
          }}
        >
          Cancel
        </button>
        <button type="button" disabled={value.trim() === '' || step.step === 'sending'} onClick={() => void send()}>
          Keep it
        </button>
      </p>
      <p className="quiet">Goes to the engine’s secrets.json, readable by its user alone.</p>
    </div>
  );
}
