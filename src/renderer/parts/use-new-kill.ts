import { useEffect, useRef } from 'react';
import type { EngineState } from '../../shared/api/state.ts';

/** Acts once for each kill that begins after the engine was first heard; one that stands already when the page opens is no news. */
export function useNewKill(live: EngineState | null, act: () => void): void {
  const known = useRef<string | null | undefined>(undefined);
  const latest = useRef(act);
  latest.current = act;
  const killId = live === null ? undefined : live.killId;
  useEffect(() => {
    if (killId === undefined) return;
    const isNew = known.current !== undefined && known.current !== killId && killId !== null;
    known.current = killId;
    if (isNew) latest.current();
  }, [killId]);
}
