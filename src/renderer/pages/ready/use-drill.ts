import type { DrillState } from '../../../shared/api/commands.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useWork, type Work } from '../../parts/use-work.ts';
import { readyLimits } from './limits.ts';

/** The drill at work, and those before. */
export function useDrill(isLive: boolean): Work<DrillState> {
  const { client } = useTools();
  return useWork({
    isLive,
    read: () => client.drillState(),
    concerns: ({ kind }) => kind === 'DRILL',
    run: () => client.drill({ timeoutMs: readyLimits.drillMs }),
    everyMs: readyLimits.drillPollMs,
  });
}
