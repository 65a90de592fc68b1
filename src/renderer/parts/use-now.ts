import { useEffect, useState } from 'react';
import { pageLimits } from '../limits.ts';

/** The wall clock in milliseconds, ticking while `isRunning`. */
export function useNow(isRunning: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isRunning) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), pageLimits.tickMs);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
