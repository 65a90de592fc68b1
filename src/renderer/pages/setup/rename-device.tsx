import { useId, useState } from 'react';
import { useTools } from '../../parts/engine-context.tsx';
import { type Asking, Refusal } from '../../parts/sheet.tsx';

/** Holds at once: a name guards nothing. */
export function RenameDevice({ id, name }: { id: string; name: string }) {
  const { client } = useTools();
  const fieldId = useId();
  const [text, setText] = useState(name);
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  async function rename(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.renameDevice({ params: { id }, request: { name: text } });
    setAsking(answer.ok ? { step: 'no' } : { step: 'failed', failure: answer.failure });
  }

  return (
    <form
      className="add"
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
    >
      <span>
        <label htmlFor={fieldId}>Name</label>
        <input id={fieldId} value={text} maxLength={40} onChange={(event) => setText(event.target.value)} />
      </span>
      <button type="submit" disabled={text.trim() === name || text.trim() === '' || asking.step === 'asking'}>
        Rename
      </button>
      {asking.step === 'failed' ? <Refusal failure={asking.failure} done="renamed" /> : null}
    </form>
  );
}
