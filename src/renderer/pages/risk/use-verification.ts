import { useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { JournalVerification } from '../../../shared/api/journal.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useProgress } from '../../parts/use-progress.ts';
import { useReloading } from '../../parts/use-reloading.ts';
import { riskLimits } from './limits.ts';

export interface VerificationNow {
  /** null before it is known. */
  state: JournalVerification | null;
  isRunning: boolean;
  failure: CallFailure | null;
  begin: () => void;
}

/** What is known of the chain, and how far a walk along it has come, whoever began it. */
export function useVerification(isLive: boolean): VerificationNow {
  const { client } = useTools();
  const { value, failure: unread } = useReloading(
    isLive,
    () => client.verification(),
    ({ kind }) => kind === 'JOURNAL_VERIFIED' || kind === 'JOURNAL_REPLACED',
  );
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const { isRunning, progress } = useProgress({
    isLive,
    isAsking,
    known: value?.running ?? null,
    async read() {
      const state = await client.verification();
      return state.ok ? state.value.running : undefined;
    },
    everyMs: riskLimits.verificationPollMs,
  });

  async function begin(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    const verdict = await client.verifyJournal({ timeoutMs: riskLimits.verifyMs });
    setIsAsking(false);
    if (!verdict.ok) setFailure(verdict.failure);
  }

  const state = value && { ...value, running: progress };
  return { state, isRunning, failure: failure ?? unread, begin: () => void begin() };
}
