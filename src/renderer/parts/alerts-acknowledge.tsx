import { useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { useTools } from './engine-context.tsx';
import { When } from './when.tsx';

/** While a kill is told again and again: the button by which somebody takes it. */
export function AcknowledgeKill({ live }: { live: EngineState | null }) {
  const { client } = useTools();
  const [failure, setFailure] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const kill = live?.alerts.unacknowledged ?? null;
  if (kill === null) return null;

  async function acknowledge(): Promise<void> {
    setIsAsking(true);
    const answer = await client.acknowledgeAlerts();
    setIsAsking(false);
    setFailure(answer.ok ? null : answer.failure.message);
  }

  return (
    <section className="panel acknowledge" aria-label="Unacknowledged kill">
      <p>
        Nobody has acknowledged this kill. Reminder at <When at={kill.nextReminderAt} />.
      </p>
      <button type="button" disabled={isAsking} onClick={() => void acknowledge()}>
        Acknowledge
      </button>
      <output>{failure}</output>
    </section>
  );
}
