import type { LiquidatedInstrument, LiquidationSummary } from '../../shared/api/journal.ts';
import { outcomeSentence } from '../../shared/words.ts';
import { betweenMs, runningTime } from './time.ts';

/** How a kill ended, as far as it has. */
export function killEnding({ firedAt, settledAt, flat, resetAt }: LiquidationSummary): string {
  if (settledAt === null) return resetAt === null ? 'not settled' : 'reset before it settled';
  const settled = `${flat ? 'flat' : 'not flat'}, settled after ${runningTime(betweenMs(firedAt, settledAt))}`;
  return resetAt === null ? settled : `${settled}, reset`;
}

export function instrumentOutcome({ outcome, words }: LiquidatedInstrument): string {
  const said = outcome === null ? 'not known yet' : outcomeSentence(outcome);
  return words === '' || outcome === 'flat' ? said : `${said} (${words})`;
}
