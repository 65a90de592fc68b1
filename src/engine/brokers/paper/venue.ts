import type { Decimal } from '../../../shared/decimal.ts';
import type { RefusalCode } from './exchange/types.ts';
import type { PaperAnswer, PaperInput, PaperRouteName } from './routes.ts';

/**
 * What came of a call. `silence`: no answer, or none that can be understood, so that a command may have landed all the same.
 * `unreached`: the call never left this side, so that it surely has not.
 */
export type VenueReply<T> =
  | { kind: 'answer'; value: T }
  | { kind: 'refused'; code: RefusalCode; words: string; retryAfterMs?: number; priceLimit?: Decimal }
  | { kind: 'silence'; words: string }
  | { kind: 'unreached'; words: string };

/** The paper venue as its clients see it, inside this process or over HTTP alike. */
export interface PaperVenue {
  /** Handed to the socket (or carried out) before the promise is returned; bounded in time; never rejects. */
  call<R extends PaperRouteName>(route: R, input: PaperInput<R>): Promise<VenueReply<PaperAnswer<R>>>;
  /** Sees to it that so many calls can be made at once without waiting for a connection. Never rejects. */
  warm(connections: number): Promise<void>;
  dispose(): Promise<void>;
}
