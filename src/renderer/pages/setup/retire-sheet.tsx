import { useState } from 'react';
import { useTools } from '../../parts/engine-context.tsx';
import { type Asking, ReasonField, Sheet } from '../../parts/sheet.tsx';
import { reasonNeeded } from '../../view/reason.ts';

/** No longer believed, and no longer waited for by a reset: at once, and with a reason. */
export function RetireSheet({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { client } = useTools();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.retireDevice({ params: { id }, request: { reason } });
    if (answer.ok) onClose();
    else setAsking({ step: 'failed', failure: answer.failure });
  }

  return (
    <Sheet
      title={`Retire ${name}`}
      lead="A throw of its switch does nothing from then on. It is not waited for any more."
      action={{ verb: 'Retire', done: 'retired' }}
      needed={[reasonNeeded(reason)]}
      asking={asking}
      onAsk={() => void ask()}
      onClose={onClose}
    >
      <ReasonField label="Why is it no longer needed?" value={reason} onChange={setReason} />
    </Sheet>
  );
}
