import { useEffect, useState } from 'react';
import { useTools } from './engine-context.tsx';

/** The engine's clock in milliseconds, painted anew every `tickMs` while `isRunning`. */
export function useNow(isRunning: boolean, tickMs: number): number {
  const { engineNowMs } = useTools().following;
  const [nowMs, setNowMs] = useState(engineNowMs);
  useEffect(() => {
    if (!isRunning) return;
    setNowMs(engineNowMs());
    const timer = setInterval(() => setNowMs(engineNowMs()), tickMs);
    return () => clearInterval(timer);
  }, [isRunning, tickMs, engineNowMs]);
  return nowMs;
}
