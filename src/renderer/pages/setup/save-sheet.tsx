import { useState } from 'react';
import type { ConfigReplacement } from '../../../shared/api/configuration.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { type Asking, ReasonField, Sheet } from '../../parts/sheet.tsx';
import { reasonNeeded } from '../../view/reason.ts';
import { ChangeList } from './change-list.tsx';
import { useSetup } from './setup-context.ts';

interface SaveProps {
  /** It stands in the file. */
  onSaved: (file: string) => void;
  onClose: () => void;
}

/** What would change, before it does; and why, where it takes away some protection. */
export function SaveSheet({ onSaved, onClose }: SaveProps) {
  const { client } = useTools();
  const { answer, draft, changes, reread } = useSetup();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const isLooser = changes.some(({ loosens }) => loosens);

  async function save(): Promise<void> {
    setAsking({ step: 'asking' });
    const request: ConfigReplacement = {
      config: draft,
      revision: answer.revision,
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    };
    const called = await client.putConfig({ request });
    if (!called.ok) {
      // What was typed is laid over the file as it is now; the sheet then lists what that comes to.
      if (called.failure.field === 'revision') reread();
      return setAsking({ step: 'failed', failure: called.failure });
    }
    onSaved(called.value.file);
    onClose();
  }

  return (
    <Sheet
      title="Save the configuration"
      lead="It is written into the file and recorded. It is in force from the engine’s next start on."
      action={{ verb: 'Save', done: 'saved' }}
      needed={isLooser ? [reasonNeeded(reason)] : []}
      asking={asking}
      onAsk={() => void save()}
      onClose={onClose}
    >
      <ChangeList changes={changes} />
      {isLooser ? (
        <ReasonField label="What loosens takes away some protection. Why?" value={reason} onChange={setReason} />
      ) : null}
    </Sheet>
  );
}
