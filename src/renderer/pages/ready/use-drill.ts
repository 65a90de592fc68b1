import { useEffect, useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { DrillState } from '../../../shared/api/commands.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { readyLimits } from './limits.ts';

export interface DrillNow {
  recent: DrillState['recent'];
  /** null while none runs. */
  running: DrillState['running'];
  isRunning: boolean;
  failure: CallFailure | null;
  begin: () => void;
}

/** The drill at work, whoever began it, and those before. */
export function useDrill(isLive: boolean): DrillNow {
  const { client } = useTools();
  const { value } = useReloading(
    isLive,
    () => client.drillState(),
    ({ kind }) => kind === 'DRILL',
  );
  const [isAsking, setIsAsking] = useState(false);
  const [polled, setPolled] = useState<DrillState['running']>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const running = polled ?? value?.running ?? null;
  const isRunning = isAsking || running !== null;

  useEffect(() => {
    if (!isRunning || !isLive) return;
    const timer = setInterval(async () => {
      const state = await client.drillState();
      if (state.ok) setPolled(state.value.running);
    }, readyLimits.drillPollMs);
    return () => {
      clearInterval(timer);
      setPolled(null);
    };
  }, [isRunning, isLive, client]);

  async function begin(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    const report = await client.drill({ timeoutMs: readyLimits.drillMs });
    setIsAsking(false);
    if (!report.ok) setFailure(report.failure);
  }
  return { recent: value?.recent ?? [], running, isRunning, failure, begin: () => void begin() };
}
