import type { JournalEventKind } from './events.ts';

/** What an auditor asks for: who stopped trading, who allowed it again, who tried and may not, and gaps in the record itself. */
export const riskEventKinds = [
  'KILL_FIRED',
  'KILL_JOINED',
  'BROKER_SETTLED',
  'KILL_SETTLED',
  'FLAT_CHANGED',
  'RESET',
  'RESET_REFUSED',
  'ACCESS_REFUSED',
  'CIRCUIT_BREAKER_FIRED',
  'DEAD_MAN_CRITICAL',
  'DEAD_MAN_RESET',
  'CHECK_IN_REFUSED',
  'CLOCK_JUMPED',
  'TRIGGER_HELD',
  'TRIGGER_CLEARED',
  'PEAK_REBASED',
  'COMPLIANCE_CALLED',
  'JOURNAL_REPLACED',
  'JOURNAL_RECOVERED',
] as const satisfies readonly JournalEventKind[];
