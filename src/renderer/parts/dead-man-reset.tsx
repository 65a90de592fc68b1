import { useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { deadManPreconditions } from '../view/dead-man.ts';
import { useTools } from './engine-context.tsx';
import { type Asking, ReasonField, resetAction, Sheet, WordField } from './sheet.tsx';

/** The reset of the dead man's switch. It is another than that of a kill, and does not stand for it. */
export function DeadManResetSheet({ live, onClose }: { live: EngineState | null; onClose: () => void }) {
  const { client } = useTools();
  const [reason, setReason] = useState('');
  const [confirm, setConfirm] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.resetDeadMan({ request: { reason, confirm: 'RESET' } });
    if (answer.ok) onClose();
    else setAsking({ step: 'failed', failure: answer.failure });
  }

  return (
    <Sheet
      title="Reset the dead man’s switch"
      lead="Bots may trade again after this, and the time begins anew. It starts no bot."
      action={resetAction}
      needed={deadManPreconditions(live, reason, confirm)}
      asking={asking}
      onAsk={() => void ask()}
      onClose={onClose}
    >
      <ReasonField label="Why is it safe to trade again?" value={reason} onChange={setReason} />
      <WordField label="Type RESET" value={confirm} onChange={setConfirm} />
    </Sheet>
  );
}
