import { freshBook, type TriggerFacts, untold } from './facts.ts';
import { clear, holds, unknown, type Verdict } from './verdict.ts';

/** Whether a broker makes a margin call. One that says so is believed whatever becomes of the others' readings. */
export function judgeMarginCall({ brokers }: TriggerFacts): Verdict {
  const unread: string[] = [];
  let tellers = 0;
  for (const broker of brokers) {
    const fresh = freshBook(broker);
    if (!fresh.ok) {
      unread.push(fresh.why);
      continue;
    }
    const { marginCall } = fresh.book;
    if (typeof marginCall === 'string') return holds(`${broker.name}: ${marginCall}`);
    if (marginCall === null) tellers += 1;
    else if (fresh.book.moneyTrouble !== undefined) unread.push(untold(broker.name, fresh.book));
  }
  const [first] = unread;
  if (first !== undefined) return unknown(first);
  return tellers === 0 ? unknown('no broker tells of margin calls') : clear('no margin call');
}
