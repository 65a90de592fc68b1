import { useEffect, useRef, useState } from 'react';

interface ProgressOptions<P> {
  isLive: boolean;
  /** This page has asked for the work, and waits. */
  isAsking: boolean;
  /** What was known of it when it was last read with everything else; null while none is at work. */
  known: P | null;
  /** How far it is now; undefined where that could not be read. Of the first render. */
  read: () => Promise<P | null | undefined>;
  everyMs: number;
}

/** How far some work of the engine has come, whoever began it: asked for again and again until it is over. */
export function useProgress<P>({ isLive, isAsking, known, read, everyMs }: ProgressOptions<P>): {
  isRunning: boolean;
  progress: P | null;
} {
  const first = useRef(read);
  const [seen, setSeen] = useState<{ progress: P | null; after: P | null } | null>(null);
  // What was seen counts until everything is read anew.
  const progress = seen?.after === known ? seen.progress : known;
  const isRunning = isAsking || progress !== null;

  useEffect(() => {
    if (!isRunning || !isLive) return;
    let isGone = false;
    const timer = setInterval(async () => {
      const now = await first.current();
      if (!isGone && now !== undefined) setSeen({ progress: now, after: known });
    }, everyMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [isRunning, isLive, known, everyMs]);
  return { isRunning, progress };
}
