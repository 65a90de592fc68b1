import { useState } from 'react';
import type { Called, CallFailure } from '../../client/failure.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import { useProgress } from './use-progress.ts';
import { useReloading } from './use-reloading.ts';

interface WorkOptions<State> {
  isLive: boolean;
  /** All that is known of it, the work itself and what it has found before. */
  read: () => Promise<Called<State>>;
  /** Rows of the journal after which that is otherwise. */
  concerns: (row: JournalRow) => boolean;
  /** Does it; answers when it is over. */
  run: () => Promise<Called<unknown>>;
  /** How often it is asked how far the work is. */
  everyMs: number;
}

export interface Work<State> {
  /** null before it is known. */
  state: State | null;
  isRunning: boolean;
  /** Why it was not done, or otherwise why it can't be read. */
  failure: CallFailure | null;
  begin: () => void;
}

/** Some work of the engine that takes its time, whoever began it: how far it is, what it found before, and a way to begin it. */
export function useWork<Progress, State extends { running: Progress | null }>({
  isLive,
  read,
  concerns,
  run,
  everyMs,
}: WorkOptions<State>): Work<State> {
  const { value, failure: unread } = useReloading(isLive, read, concerns);
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const { isRunning, progress } = useProgress<State['running']>({
    isLive,
    isAsking,
    known: value?.running ?? null,
    async read() {
      const called = await read();
      return called.ok ? called.value.running : undefined;
    },
    everyMs,
  });

  async function begin(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    const done = await run();
    setIsAsking(false);
    if (!done.ok) setFailure(done.failure);
  }

  const state = value && { ...value, running: progress };
  return { state, isRunning, failure: failure ?? unread, begin: () => void begin() };
}
