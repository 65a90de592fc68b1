import { freshBook, type TriggerFacts, untold } from './facts.ts';
import { clear, holds, unknown, type Verdict } from './verdict.ts';

/**
 * An outside call for a pause, or a broker that keeps the account from trading. The call holds whatever becomes of the brokers'
 * readings; without it, an account that can't be read may be blocked or not.
 */
export function judgeCompliancePause({ brokers, compliance }: TriggerFacts): Verdict {
  if (compliance) return holds(`paused by compliance: ${compliance.reason}`);
  const unread: string[] = [];
  for (const broker of brokers) {
    const fresh = freshBook(broker);
    if (!fresh.ok) unread.push(fresh.why);
    else if (typeof fresh.book.blocked === 'string') return holds(`${broker.name} is blocked: ${fresh.book.blocked}`);
    else if (fresh.book.moneyTrouble !== undefined) unread.push(untold(broker.name, fresh.book));
  }
  const [first] = unread;
  return first === undefined ? clear('no pause') : unknown(first);
}
