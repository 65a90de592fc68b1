import * as z from 'zod';
import { type CcxtExchange, type CcxtOrder, type Params, venueCall } from '../library.ts';
import { pagesOf } from './pages.ts';
import { sharedInTurn } from './shared-in-turn.ts';
import type { OrderClass } from './venue.ts';

/** How OKX lists orders and cancels many of them, as `okx.ts` tells. */
const perPage = 100;
const plainPerCancel = 20;
const algosPerCancel = 10;

/** What `ordType` takes in one request each. Trading bots are not among them. */
const algoTypes = [
  'conditional,oco',
  'trigger',
  'move_order_stop',
  'iceberg',
  'twap',
  'smart_iceberg',
  'chase',
] as const;

/** What all of its lists have in each row. */
export const Row = z.looseObject({ instType: z.string(), instId: z.string() });
export type Row = z.infer<typeof Row>;
export const Rows = z.object({ data: z.array(Row) });

/** Every page, the newest first; a page goes on after the id of the last entry. */
function listOf(exchange: CcxtExchange, endpoint: string, query: Params, idName: 'ordId' | 'algoId'): Promise<Row[]> {
  return pagesOf(async (after) => {
    const params = { ...query, limit: String(perPage), ...(after !== null && { after }) };
    const { data } = Rows.parse(await venueCall(exchange, endpoint, params));
    const last = data.at(-1)?.[idName];
    return { items: data, next: data.length === perPage && typeof last === 'string' ? last : null };
  });
}

/** All algo orders of the account; the sections of one reading ask together. */
const algoOrders = sharedInTurn(async (exchange: CcxtExchange) => {
  const endpoint = 'privateGetTradeOrdersAlgoPending';
  const lists = await Promise.all(algoTypes.map((ordType) => listOf(exchange, endpoint, { ordType }, 'algoId')));
  return lists.flat();
});

/** Plain orders, and algo orders, of some instrument types. */
export function orderClasses(instTypes: readonly string[]): OrderClass[] {
  const parsed = (exchange: CcxtExchange, rows: readonly Row[]) => rows.map((row) => exchange.parseOrder(row));
  return [
    {
      name: 'plain',
      list: [],
      async listAll(exchange) {
        const endpoint = 'privateGetTradeOrdersPending';
        const lists = instTypes.map((instType) => listOf(exchange, endpoint, { instType }, 'ordId'));
        return parsed(exchange, (await Promise.all(lists)).flat());
      },
      cancelAll: { by: 'call', size: plainPerCancel, cancel: cancelWith('privatePostTradeCancelBatchOrders', 'ordId') },
      cancel: {},
    },
    {
      name: 'algo',
      list: [],
      async listAll(exchange) {
        return parsed(
          exchange,
          (await algoOrders(exchange)).filter(({ instType }) => instTypes.includes(instType)),
        );
      },
      cancelAll: { by: 'call', size: algosPerCancel, cancel: cancelWith('privatePostTradeCancelAlgos', 'algoId') },
      cancel: { trigger: true },
    },
  ];
}

function cancelWith(endpoint: string, idName: string) {
  return (exchange: CcxtExchange, orders: readonly CcxtOrder[]) =>
    venueCall(
      exchange,
      endpoint,
      orders.map(({ id, info }) => ({ instId: Row.parse(info).instId, [idName]: id })),
    );
}
