import { assertNever } from '../../shared/assert-never.ts';
import type { AutoTrigger } from '../../shared/auto-triggers.ts';
import { judgeCompliancePause } from './compliance-pause.ts';
import type { TriggerFacts } from './facts.ts';
import { judgeMarginCall } from './margin-call.ts';
import { judgePortfolioDrawdown } from './portfolio-drawdown.ts';
import { unknown, type Verdict } from './verdict.ts';

/** Whether a trigger's condition holds, by these facts alone. */
export function evaluate(trigger: AutoTrigger, facts: TriggerFacts): Verdict {
  switch (trigger.event) {
    case 'PortfolioDrawdown':
      return judgePortfolioDrawdown(trigger.threshold, facts);
    case 'MarginCall':
      return judgeMarginCall(facts);
    case 'DataFeedCorruption':
      return facts.feed ?? unknown('no price has been seen yet');
    case 'CompliancePause':
      return judgeCompliancePause(facts);
    default:
      return assertNever(trigger);
  }
}
