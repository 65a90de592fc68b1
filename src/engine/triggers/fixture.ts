import type { Book } from '../brokers/broker.ts';
import type { BrokerFacts, TriggerFacts } from './facts.ts';

/** A broker that was read just now, for tests. */
export function broker(book: Partial<Book>, facts: Partial<BrokerFacts> = {}): BrokerFacts {
  return {
    name: 'main',
    book: { equity: '100000', currency: 'USD', positions: [], orders: [], ...book },
    ageMs: 200,
    freshMs: 5_000,
    trouble: null,
    ...facts,
  };
}

export function factsOf(...brokers: BrokerFacts[]): TriggerFacts {
  return { brokers, peak: null, feed: null, compliance: null };
}

const withoutMoney: Book = { equity: null, currency: null, moneyTrouble: 'HTTP 500', positions: [], orders: [] };

/** The ways in which a broker's reading does not tell of its money now. */
export const blind: [what: string, facts: Partial<BrokerFacts>, why: string][] = [
  ['never read', { book: null }, 'main has not been read yet'],
  ['not read for too long', { ageMs: 12_000 }, 'main was last read 12 s ago'],
  ['in trouble', { trouble: 'no answer within 5000 ms' }, "main can't be read (no answer within 5000 ms)"],
  ['without its money', { book: withoutMoney }, 'main does not tell its money (HTTP 500)'],
];
