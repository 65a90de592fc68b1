import type { Decimal } from '../../../shared/decimal.ts';
import { messageOf } from '../../../shared/errors.ts';
import type { RefusalCause } from '../broker.ts';
import type { Venue } from './venues/venue.ts';
import type { Clean } from './words.ts';

/**
 * Why a call brought nothing. `silence`: it may have been carried out all the same. `unsent`: it never left this side. `limited`:
 * refused for being one too many.
 */
export type Trouble =
  | { kind: 'refused'; because: RefusalCause; words: string; priceLimit?: Decimal }
  | { kind: 'limited'; words: string }
  | { kind: 'silence'; words: string }
  | { kind: 'unsent'; words: string };

/** Thrown by our transport, through ccxt: it knows better than ccxt what has left this side. */
export class TransportTrouble extends Error {
  readonly kind: 'silence' | 'unsent';
  constructor(kind: TransportTrouble['kind'], words: string) {
    super(words);
    this.kind = kind;
  }
}

/** Names of ccxt's errors, the first that an error is or descends from decides. Whatever is none of them is silence: see below. */
const byClass: readonly (readonly [string, 'limited' | 'silence' | RefusalCause])[] = [
  ['DDoSProtection', 'limited'],
  ['RateLimitExceeded', 'limited'],
  // The request was judged by its time and not carried out.
  ['InvalidNonce', 'other'],
  // A timeout, an answer that makes no sense, a venue that failed within: the command may have landed.
  ['OperationFailed', 'silence'],
  ['DuplicateOrderId', 'duplicate'],
  ['OrderNotFound', 'gone'],
  ['InsufficientFunds', 'held'],
  ['MarketClosed', 'market_closed'],
  ['ExchangeError', 'other'],
];

type Rules = Pick<Venue, 'refusals' | 'priceLimit'>;

/** What an exception of ccxt's, or one that passed through it, means for the call. */
export function troubleOf(error: unknown, rules: Rules, clean: Clean): Trouble {
  const message = messageOf(error);
  if (error instanceof TransportTrouble) return { kind: error.kind, words: clean(message) };
  const byName = byClass.find(([name]) => ancestry(error).includes(name))?.[1];
  // A bug or an answer in another shape than ccxt expects: it came after the request went out.
  if (byName === undefined) return { kind: 'silence', words: clean(`an answer that can't be understood: ${message}`) };
  const cause = rules.refusals.find(([pattern]) => pattern.test(message))?.[1] ?? byName;
  if (cause === 'silence') return { kind: 'silence', words: clean(message) };
  if (cause === 'limited' || cause === 'rate_limited') return { kind: 'limited', words: clean(message) };
  return refusalOf(message, cause, rules, clean(wordsOf(message, error)));
}

function refusalOf(message: string, because: RefusalCause, { priceLimit }: Rules, words: string): Trouble {
  const limit = because === 'price_band' ? priceLimit?.exec(message)?.[1] : undefined;
  return { kind: 'refused', because, words, ...(limit !== undefined && { priceLimit: limit }) };
}

function wordsOf(message: string, error: unknown): string {
  const names = ancestry(error);
  const isKey = names.includes('AuthenticationError') && !names.includes('PermissionDenied');
  return isKey ? `the key is not accepted (${message})` : message;
}

/** The names of an error's class and of those above it. */
function ancestry(error: unknown): string[] {
  const names: string[] = [];
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, 'constructor') && typeof at.constructor === 'function') names.push(at.constructor.name);
  }
  return names;
}
