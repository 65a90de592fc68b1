import type { Decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';

export interface CcxtKeys {
  key: string;
  secret: string;
  /** A third part, where the venue wants one. */
  password: string | null;
}

/** What `createCcxtBroker` of `adapter.ts` is made with. */
export interface CcxtOptions {
  name: string;
  /** ccxt's id of the exchange. */
  exchange: string;
  /** Sections of the venue's table; null: its default ones. */
  markets: readonly string[] | null;
  sandbox: boolean;
  /** Currencies that are money and not positions; wallets are sold for the first of them that has a market. */
  cash: readonly string[];
  /** How much of a currency is not for sale. */
  keep: Readonly<Record<string, Decimal>>;
  /** Origins (`https://api.binance.com`) and what stands in their place; `*`: all of them. */
  urls: Readonly<Record<string, string>>;
  keys: CcxtKeys;
  clock: Clock;
}
