import { useEffect, useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { JournalVerification } from '../../../shared/api/journal.ts';
import { useTools } from '../../parts/engine-context.tsx';
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
  const known = useReloading(
    isLive,
    () => client.verification(),
    ({ kind }) => kind === 'JOURNAL_VERIFIED' || kind === 'JOURNAL_REPLACED',
  );
  const [polled, setPolled] = useState<JournalVerification['running']>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);
  const isRunning = isAsking || (known.value?.running ?? null) !== null;

  useEffect(() => {
    if (!isRunning || !isLive) return;
    const timer = setInterval(async () => {
      const state = await client.verification();
      if (state.ok) setPolled(state.value.running);
    }, riskLimits.verificationPollMs);
    return () => {
      clearInterval(timer);
      setPolled(null);
    };
  }, [isRunning, isLive, client]);

  async function begin(): Promise<void> {
    setIsAsking(true);
    setFailure(null);
    const verdict = await client.verifyJournal({ timeoutMs: riskLimits.verifyMs });
    setIsAsking(false);
    if (!verdict.ok) setFailure(verdict.failure);
  }

  const state = known.value && { ...known.value, running: polled ?? known.value.running };
  return { state, isRunning, failure: failure ?? known.failure, begin: () => void begin() };
}
