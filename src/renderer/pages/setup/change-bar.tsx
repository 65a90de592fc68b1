import { useState } from 'react';
import { faultWords } from './judge.ts';
import { SaveSheet } from './save-sheet.tsx';
import { useSetup } from './setup-context.ts';

/** Faults that are named here; the rest stand at their settings. */
const faultsNamed = 3;

/** What has been typed and not saved: what is wrong with it, or how much it changes. */
export function ChangeBar() {
  const { faults, changes, putBack } = useSetup();
  const [isSaving, setIsSaving] = useState(false);
  const [savedTo, setSavedTo] = useState<string | null>(null);
  const isDirty = faults.length + changes.length > 0;
  const looser = changes.filter(({ loosens }) => loosens).length;
  return (
    <section className="change-bar" aria-label="Changes" data-dirty={isDirty}>
      <div role="status">
        {isDirty || savedTo === null ? null : <p>Saved in {savedTo}.</p>}
        {faults.slice(0, faultsNamed).map((fault) => (
          <p key={`${fault.field} ${fault.message}`}>
            <code>{fault.field}</code> {faultWords(fault)}
          </p>
        ))}
        {faults.length > faultsNamed ? <p>{faults.length - faultsNamed} more, each at its setting.</p> : null}
        {changes.length === 0 ? null : (
          <p>
            {changes.length === 1 ? '1 change' : `${changes.length} changes`}
            {looser === 0 ? null : `, ${looser} of which ${looser === 1 ? 'loosens' : 'loosen'}`}, not saved.
          </p>
        )}
      </div>
      {isDirty ? (
        <p className="actions">
          <button type="button" onClick={() => putBack([])}>
            Discard
          </button>
          <button type="button" className="strong" disabled={changes.length === 0} onClick={() => setIsSaving(true)}>
            Review and save…
          </button>
        </p>
      ) : null}
      {isSaving ? <SaveSheet onSaved={setSavedTo} onClose={() => setIsSaving(false)} /> : null}
    </section>
  );
}
