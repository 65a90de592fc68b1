import { useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { DrillState } from '../../../shared/api/commands.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useProgress } from '../../parts/use-progress.ts';
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
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const { isRunning, progress } = useProgress({
    isLive,
    isAsking,
    known: value?.running ?? null,
    async read() {
      const state = await client.drillState();
      return state.ok ? state.value.running : undefined;
    },
    everyMs: readyLimits.drillPollMs,
  });

  async function begin(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    const report = await client.drill({ timeoutMs: readyLimits.drillMs });
    setIsAsking(false);
    if (!report.ok) setFailure(report.failure);
  }
  return { recent: value?.recent ?? [], running: progress, isRunning, failure, begin: () => void begin() };
}
