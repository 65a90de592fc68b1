import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { Preflight } from '../../../shared/api/commands.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { readyLimits } from './limits.ts';

export interface PreflightNow {
  /** The last good answer, and when it came. */
  answer: { preflight: Preflight; at: string } | null;
  isAsking: boolean;
  failure: CallFailure | null;
  ask: () => void;
}

/** What the engine finds when it looks at everything: at once, and whenever it is asked again. Nothing is changed by it. */
export function usePreflight(isLive: boolean): PreflightNow {
  const { client } = useTools();
  const [answer, setAnswer] = useState<PreflightNow['answer']>(null);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const latest = useRef(0);

  const ask = useCallback((): void => {
    latest.current += 1;
    const turn = latest.current;
    setIsAsking(true);
    void client.preflight({ timeoutMs: readyLimits.preflightMs }).then((called) => {
      if (turn !== latest.current) return;
      setIsAsking(false);
      setFailure(called.ok ? null : called.failure);
      if (called.ok) setAnswer({ preflight: called.value, at: new Date().toISOString() });
    });
  }, [client]);

  useEffect(() => {
    if (isLive) ask();
    return () => {
      latest.current += 1;
    };
  }, [isLive, ask]);
  return { answer, isAsking, failure, ask };
}
