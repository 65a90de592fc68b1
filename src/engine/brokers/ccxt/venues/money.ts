import { CcxtBalances, type CcxtExchange, type Params } from '../library.ts';
import type { Money } from './venue.ts';

/** Money as `fetchBalance` has it, with these parameters. */
export function moneyIn(
  params: Params,
  moneyOf: (balances: CcxtBalances) => Money,
): (exchange: CcxtExchange) => Promise<Money> {
  return async (exchange) => moneyOf(CcxtBalances.parse(await exchange.fetchBalance(params)));
}
