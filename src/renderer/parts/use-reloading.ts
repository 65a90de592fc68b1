import { useEffect, useRef, useState } from 'react';
import type { Called, CallFailure } from '../../client/failure.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import { pageLimits } from '../limits.ts';
import { useTools } from './engine-context.tsx';

export interface Reloading<T> {
  /** The last good answer. */
  value: T | null;
  failure: CallFailure | null;
}

/**
 * Reads something from the journal when the part appears, whenever the engine is heard anew, and while rows arrive that concern
 * it: at once after a calm, at most every `reloadMs`, and once more after the last row; also whenever `again` is another number. Both
 * functions are those of the first render.
 */
export function useReloading<T>(
  isLive: boolean,
  load: () => Promise<Called<T>>,
  concerns: (row: JournalRow) => boolean,
  again = 0,
): Reloading<T> {
  const { following } = useTools();
  const [now, setNow] = useState<Reloading<T>>({ value: null, failure: null });
  const first = useRef({ load, concerns });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another number means to read anew.
  useEffect(() => {
    if (!isLive) return;
    let isGone = false;
    let isCalm = true;
    let isWanted = false;
    async function read(): Promise<void> {
      isCalm = false;
      isWanted = false;
      const called = await first.current.load();
      if (isGone) return;
      setNow((before) => (called.ok ? { value: called.value, failure: null } : { ...before, failure: called.failure }));
      await new Promise((resolve) => setTimeout(resolve, pageLimits.reloadMs));
      isCalm = true;
      if (isWanted && !isGone) await read();
    }
    const stop = following.onRow((row) => {
      if (!first.current.concerns(row)) return;
      isWanted = true;
      if (isCalm) void read();
    });
    void read();
    return () => {
      isGone = true;
      stop();
    };
  }, [isLive, following, again]);

  return now;
}
