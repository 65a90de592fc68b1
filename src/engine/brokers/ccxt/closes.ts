import { assertNever } from '../../../shared/assert-never.ts';
import { type Decimal, decimal } from '../../../shared/decimal.ts';
import type { Answer, CloseCommand, OrderReport, Read } from '../broker.ts';
import { towardsMarket } from '../tick.ts';
import { reportOf } from './book.ts';
import type { ClientIds } from './client-ids.ts';
import type { Connection, Reply } from './connection.ts';
import { type Instrument, instrumentOf } from './instruments.ts';
import { type CcxtExchange, type CcxtMarket, CcxtOrder, type Params } from './library.ts';
import { ccxtLimits } from './limits.ts';
import { type Reader, unread } from './reader.ts';

/** Places closes and finds them again. */
export class Closes {
  private readonly connection: Connection;
  private readonly reader: Reader;
  private readonly ids: ClientIds;
  /** The venue's ids of closes that it has accepted, by our client ids. */
  private readonly accepted = new Map<string, string>();

  constructor(connection: Connection, reader: Reader, ids: ClientIds) {
    this.connection = connection;
    this.reader = reader;
    this.ids = ids;
  }

  async close(command: CloseCommand): Promise<Answer> {
    const { clientOrderId, symbol } = command;
    const ready = await this.connection.ready();
    if (!ready.ok) return { kind: 'refused', because: 'other', words: ready.words };
    const instrument = instrumentOf(ready.value, this.connection.sections, symbol);
    if (!instrument) return refused('other', `${symbol} has no market here in which it could be closed`);
    // Venues take an id again once its order is over; here it is an order once.
    if (this.accepted.has(clientOrderId)) return refused('duplicate', 'placed before, under the same client id');
    const clientId = this.ids.venues(clientOrderId);
    const { section } = instrument;
    const params = section.closeParams({ clientId, leg: instrument.leg, exchange: ready.value });
    const reply = await this.connection.ask(section, 'close', section.weights.close, async (exchange) =>
      CcxtOrder.parse(await place(exchange, instrument, command, params)),
    );
    if (reply.kind === 'answer') this.remember(clientOrderId, reply.value.id);
    return this.answerOf(reply, command, instrument);
  }

  async find(clientOrderId: string, symbol: string): Promise<Read<OrderReport | null>> {
    const ready = await this.connection.ready();
    if (!ready.ok) return ready;
    const instrument = instrumentOf(ready.value, this.connection.sections, symbol);
    // What has no market was never placed.
    if (!instrument) return { ok: true, value: null };
    const { section, market } = instrument;
    const clientId = this.ids.venues(clientOrderId);
    const wanted = { clientId, symbol: market.symbol, orderId: this.accepted.get(clientOrderId) ?? null };
    const reply = await this.connection.ask(section, 'look_up', section.weights.find, async (exchange) => {
      const found = await section.find(exchange, wanted);
      return found === null ? null : CcxtOrder.parse(found);
    });
    if (reply.kind === 'answer') {
      return { ok: true, value: reply.value && reportOf(reply.value, clientOrderId, symbol) };
    }
    if (reply.kind === 'refused' && reply.because === 'gone') return { ok: true, value: null };
    return unread(reply);
  }

  private remember(clientOrderId: string, orderId: string): void {
    if (this.accepted.size >= ccxtLimits.placedOrders) this.accepted.clear();
    this.accepted.set(clientOrderId, orderId);
  }

  private answerOf(reply: Reply<CcxtOrder>, command: CloseCommand, { section, market }: Instrument): Answer {
    const answer = answerTo(reply, ({ id, status }) => ({ orderId: id, words: status ?? 'placed' }));
    if (answer.kind !== 'refused' || answer.because !== 'held' || section.holdings.kind !== 'balances') return answer;
    // Too little is free: because orders hold it, or because it has gone, which the last reading knows.
    const isHeld = this.reader.isHeld(section, command.side === 'sell' ? market.base : market.quote);
    return isHeld ? answer : { ...answer, because: 'gone' };
  }
}

async function place(
  exchange: CcxtExchange,
  { market, section }: Instrument,
  { side, quantity, limitPrice }: CloseCommand,
  params: Params,
): Promise<unknown> {
  const { symbol } = market;
  if (limitPrice === undefined) {
    const amount = oneOrderOf(quantity, market, ['amount', 'market']);
    return exchange.createOrder(symbol, 'market', side, amount, undefined, params);
  }
  const price = towardsMarket(limitPrice, market.precision.price ?? '0.00000001', side);
  const amount = oneOrderOf(quantity, market, ['amount']);
  return exchange.createOrder(symbol, 'limit', side, amount, price, { ...params, ...section.immediateOrCancel });
}

/** As much of a quantity as the venue takes in one order; the next reading shows what is left of it. */
function oneOrderOf(quantity: Decimal, { limits }: CcxtMarket, kinds: readonly ('amount' | 'market')[]): Decimal {
  const most = kinds.flatMap((kind) => limits[kind]?.max ?? []).filter((max) => decimal.sign(decimal.of(max)) > 0);
  return most.reduce((least, max) => (decimal.compare(max, least) < 0 ? decimal.of(max) : least), quantity);
}

function refused(because: 'other' | 'duplicate', words: string): Answer {
  return { kind: 'refused', because, words };
}

export function answerTo<T>(reply: Reply<T>, success: (value: T) => { orderId: string | null; words: string }): Answer {
  switch (reply.kind) {
    case 'answer':
      return { kind: 'accepted', ...success(reply.value) };
    case 'refused':
      return reply;
    case 'limited':
      return { kind: 'refused', because: 'rate_limited', words: reply.words, retryAfterMs: reply.retryAfterMs };
    case 'silence':
      return { kind: 'unanswered', words: reply.words };
    case 'unsent':
      return { kind: 'refused', because: 'other', words: reply.words };
    default:
      return assertNever(reply);
  }
}
