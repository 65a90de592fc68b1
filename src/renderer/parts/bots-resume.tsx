import { useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { resumeWithinMs } from '../../shared/bots-config.ts';
import { resumePreconditions } from '../view/bots.ts';
import { useTools } from './engine-context.tsx';
import { type Asking, ReasonField, Sheet } from './sheet.tsx';

interface ResumeProps {
  name: string;
  live: EngineState | null;
  onClose: () => void;
}

/** Lets one bot go, by the operator's word alone. */
export function BotResumeSheet({ name, live, onClose }: ResumeProps) {
  const { client } = useTools();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState<Asking>({ step: 'no' });

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.resumeBot({ params: { name }, request: { reason }, timeoutMs: resumeWithinMs });
    if (answer.ok) onClose();
    else setAsking({ step: 'failed', failure: answer.failure });
  }

  return (
    <Sheet
      title={`Resume ${name}`}
      lead="It is no longer held after this. One that was paused goes on; one that was ended has to be started by you."
      action={{ verb: 'Resume', done: 'resumed' }}
      needed={resumePreconditions(live, reason)}
      asking={asking}
      onAsk={() => void ask()}
      onClose={onClose}
    >
      <ReasonField label="Why may it trade again?" value={reason} onChange={setReason} />
    </Sheet>
  );
}
