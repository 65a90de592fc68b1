import * as z from 'zod';
import { type CcxtExchange, CcxtOrder, type Params, venueCall } from '../library.ts';
import { pagesOf } from './pages.ts';
import type { WantedOrder } from './venue.ts';

/** How Bybit is asked for its lists, whose limits `bybit.ts` tells. These are the largest pages that there are. */
const ordersPerPage = 50;
const positionsPerPage = 200;

const Raw = z.looseObject({});
const Page = z.object({ result: z.object({ list: z.array(Raw), nextPageCursor: z.string().nullish() }) });

export type Category = 'spot' | 'linear' | 'inverse';
export type Query = Params & { category: Category };

/** Every page of a list: without a limit a page has 20 entries, and there is a cursor also on the last one. */
async function listOf(exchange: CcxtExchange, endpoint: string, query: Query, perPage: number) {
  return pagesOf(async (cursor) => {
    const params = { ...query, limit: perPage, ...(cursor !== null && { cursor }) };
    const { list, nextPageCursor } = Page.parse(await venueCall(exchange, endpoint, params)).result;
    return { items: list, next: list.length === perPage && nextPageCursor ? nextPageCursor : null };
  });
}

export async function ordersOf(exchange: CcxtExchange, queries: readonly Query[]): Promise<unknown[]> {
  const endpoint = 'privateGetV5OrderRealtime';
  const lists = await Promise.all(queries.map((query) => listOf(exchange, endpoint, query, ordersPerPage)));
  return lists.flat().map((raw) => parsedOrder(exchange, raw));
}

/** Positions that are not zero. Linear ones are listed by settle coin, inverse ones together. */
export async function positionsOf(exchange: CcxtExchange, queries: readonly Query[]): Promise<unknown> {
  const endpoint = 'privateGetV5PositionList';
  const lists = await Promise.all(queries.map((query) => listOf(exchange, endpoint, query, positionsPerPage)));
  return exchange.parsePositions(lists.flat());
}

function parsedOrder(exchange: CcxtExchange, raw: z.infer<typeof Raw>): CcxtOrder {
  const order = CcxtOrder.parse(exchange.parseOrder(raw));
  // ccxt takes it for filled; it was cancelled with something left.
  return raw.orderStatus === 'PartiallyFilledCanceled' ? { ...order, status: 'canceled' } : order;
}

/** By our id: among the 500 latest of any state first, which a restart of the venue empties, and then in the history. */
export async function findOrder(exchange: CcxtExchange, { clientId, symbol }: WantedOrder, category: Category) {
  const query = { category, symbol: exchange.market(symbol).id, orderLinkId: clientId };
  for (const endpoint of ['privateGetV5OrderRealtime', 'privateGetV5OrderHistory']) {
    const [found] = Page.parse(await venueCall(exchange, endpoint, query)).result.list;
    if (found) return parsedOrder(exchange, found);
  }
  return null;
}
