import { useState } from 'react';
import { barSentence } from './bar-sentence.ts';
import { faultWords } from './judge.ts';
import { SaveSheet } from './save-sheet.tsx';
import { useSetup } from './setup-context.ts';

/** What has been typed and not saved. Always there, so that nothing moves under the hands of whoever begins to type. */
export function ChangeBar() {
  const { faults, changes, putBack } = useSetup();
  const [isSaving, setIsSaving] = useState(false);
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const [fault, ...more] = faults;
  return (
    <section className="panel change-bar" aria-label="Changes">
      <div role="status">
        {fault === undefined ? (
          <p>{barSentence(changes, savedTo)}</p>
        ) : (
          <p>
            <code>{fault.field}</code> {faultWords(fault)}
            {more.length === 0 ? null : ` And ${more.length} more, each at its setting.`}
          </p>
        )}
      </div>
      <p className="actions">
        <button type="button" disabled={faults.length + changes.length === 0} onClick={() => putBack([])}>
          Discard
        </button>
        <button type="button" className="strong" disabled={changes.length === 0} onClick={() => setIsSaving(true)}>
          Review…
        </button>
      </p>
      {isSaving ? <SaveSheet onSaved={setSavedTo} onClose={() => setIsSaving(false)} /> : null}
    </section>
  );
}
