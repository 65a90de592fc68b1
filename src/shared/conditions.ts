import type { Condition } from './api/state.ts';

type Entry = Omit<Condition, 'since' | 'id'>;

/**
 * Every problem that a person may meet, in one place: how grave it is, what it is in a sentence, and what to do next. The page,
 * the CLI and the alerts all use these words.
 */
export const catalogue = {
  residuals: (what: string): Entry => ({
    severity: 'critical',
    sentence: `Not everything could be closed: ${what}.`,
    nextAction: 'Scram goes on trying. Look at the broker’s own site and close by hand what must not wait.',
  }),
  brokerUnreadable: (broker: string, words: string): Entry => ({
    severity: 'critical',
    sentence: `${broker} can't be read: ${words}.`,
    nextAction: 'A kill can’t confirm anything there until it answers. Check the connection and the keys.',
  }),
  killUnrecorded: (): Entry => ({
    severity: 'critical',
    sentence: 'The kill is engaged and at work, but not yet in the journal.',
    nextAction: 'Leave the engine running; free disk space or mend the data folder.',
  }),
  engineDegraded: (why: string): Entry => ({
    severity: 'critical',
    sentence: `The engine can't record: ${why}.`,
    nextAction: 'Trading is shut and kills still work. Free disk space or mend the data folder.',
  }),
  journalReplaced: (why: string): Entry => ({
    severity: 'critical',
    sentence: `The journal was unusable and a new one was begun beside it: ${why}.`,
    nextAction: 'Keep the old file. Check your accounts, then reset with a reason to open trading again.',
  }),
} as const satisfies Record<string, (...facts: string[]) => Entry>;
