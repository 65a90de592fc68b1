import type { JournalVerification } from '../../../shared/api/journal.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useWork, type Work } from '../../parts/use-work.ts';
import { riskLimits } from './limits.ts';

/** What is known of the chain, and how far a walk along it has come. */
export function useVerification(isLive: boolean): Work<JournalVerification> {
  const { client } = useTools();
  return useWork({
    isLive,
    read: () => client.verification(),
    concerns: ({ kind }) => kind === 'JOURNAL_VERIFIED' || kind === 'JOURNAL_REPLACED',
    run: () => client.verifyJournal({ timeoutMs: riskLimits.verifyMs }),
    everyMs: riskLimits.verificationPollMs,
  });
}
