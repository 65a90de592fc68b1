import { assertNever } from '../../../shared/assert-never.ts';
import type { Answer, OpenOrder } from '../broker.ts';
import { partsOfOrderId } from './book.ts';
import { answerTo } from './closes.ts';
import type { Connection, Reply } from './connection.ts';
import { instrumentOf } from './instruments.ts';
import type { CcxtExchange } from './library.ts';
import type { Listed, Reader } from './reader.ts';
import type { ActiveSection } from './spending.ts';
import type { OrderClass } from './venues/venue.ts';

type Call = (exchange: CcxtExchange) => Promise<unknown>;

/** Cancels orders, one and all. */
export class Cancels {
  private readonly connection: Connection;
  private readonly reader: Reader;

  constructor(connection: Connection, reader: Reader) {
    this.connection = connection;
    this.reader = reader;
  }

  /** Every class of every section, by its own bulk call, all at once; where that goes by symbol, for what the last reading showed. */
  async all(): Promise<Answer> {
    const known = this.reader.lastOrders();
    const listed = known ? { ok: true as const, value: known } : await this.reader.readOrders();
    if (!listed.ok) return { kind: 'refused', because: 'other', words: listed.words };
    const answers: Answer[] = [];
    const classes = this.connection.sections.flatMap((section) =>
      section.orders.map((each) => [section, each] as const),
    );
    await Promise.all(
      classes.flatMap(([section, orderClass]) => {
        const orders = listed.value.filter((each) => each.section === section && each.orderClass === orderClass);
        return bulkCalls(orderClass, orders).map(async ({ call, isOne }) => {
          const weight = isOne ? section.weights.cancel : section.weights.cancelAll;
          const reply = await this.connection.ask(section, isOne ? 'cancel' : 'bulk', weight, call);
          answers.push(cancelled(reply, `${section.name} ${orderClass.name}`));
        });
      }),
    );
    return together(answers);
  }

  async one({ id, symbol }: OpenOrder): Promise<Answer> {
    const ready = await this.connection.ready();
    if (!ready.ok) return { kind: 'refused', because: 'other', words: ready.words };
    const parts = partsOfOrderId(id);
    const section = this.connection.sections.find(({ name }) => name === parts?.section);
    const orderClass = section?.orders.find(({ name }) => name === parts?.className);
    if (!parts || !section || !orderClass) return { kind: 'refused', because: 'other', words: `no order "${id}" here` };
    // An order on an instrument that is not among the markets is named by the venue's own name for it.
    const name = instrumentOf(ready.value, this.connection.sections, symbol)?.market.symbol ?? symbol;
    const reply = await this.cancel(section, orderClass, parts.id, name);
    return answerTo(reply, () => ({ orderId: id, words: 'cancel requested' }));
  }

  private cancel(section: ActiveSection, { cancel }: OrderClass, id: string, symbol: string): Promise<Reply<unknown>> {
    return this.connection.ask(section, 'cancel', section.weights.cancel, (exchange) =>
      exchange.cancelOrder(id, symbol, cancel),
    );
  }
}

/** The calls that cancel a class of orders; `isOne`: of one order alone. */
function bulkCalls({ cancelAll, cancel }: OrderClass, listed: readonly Listed[]): { call: Call; isOne: boolean }[] {
  const orders = listed.map(({ order }) => order);
  const bulk = (call: Call) => ({ call, isOne: false });
  switch (cancelAll.by) {
    case 'account':
      return cancelAll.calls.map((params) => bulk((exchange) => exchange.cancelAllOrders(undefined, params)));
    case 'symbol': {
      const symbols = [...new Set(orders.flatMap(({ symbol }) => symbol ?? []))];
      return symbols.map((symbol) => bulk((exchange) => exchange.cancelAllOrders(symbol, cancelAll.params)));
    }
    case 'call': {
      const parts = Array.from({ length: Math.ceil(orders.length / cancelAll.size) }, (_, nth) =>
        orders.slice(nth * cancelAll.size, (nth + 1) * cancelAll.size),
      );
      return parts.map((part) => bulk((exchange) => cancelAll.cancel(exchange, part)));
    }
    case 'order':
      return orders.map(({ id, symbol }) => ({
        call: (exchange) => exchange.cancelOrder(id, symbol ?? undefined, cancel),
        isOne: true,
      }));
    default:
      return assertNever(cancelAll);
  }
}

/** An order that has gone in the meantime, or a class that is empty, is cancelled as well as it can be. */
function cancelled(reply: Reply<unknown>, name: string): Answer {
  if (reply.kind === 'refused' && reply.because === 'gone') return { kind: 'accepted', orderId: null, words: name };
  const answer = answerTo(reply, () => ({ orderId: null, words: name }));
  return answer.kind === 'accepted' ? answer : { ...answer, words: `${name}: ${answer.words}` };
}

/**
 * Many answers as one. What was not taken is in the words; the next readings show it, and each order is then cancelled by itself. One
 * that was never answered makes the whole unanswered: orders may live on that a reading has to show first. Where all have to wait,
 * the shortest time is told: a section whose time has not come is still held back by its own budget, and holds up no other.
 */
export function together(answers: readonly Answer[]): Answer {
  const failed = answers.filter(({ kind }) => kind !== 'accepted');
  const [first] = failed.toSorted((a, b) => waitMs(a) - waitMs(b));
  const words = failed.map((answer) => answer.words).join('; ');
  if (!first) return { kind: 'accepted', orderId: null, words: 'cancelling all orders' };
  const unanswered = failed.find(({ kind }) => kind === 'unanswered');
  if (unanswered) return { ...unanswered, words };
  if (failed.length === answers.length) return { ...first, words };
  return { kind: 'accepted', orderId: null, words: `cancelling; not taken: ${words}` };
}

function waitMs(answer: Answer): number {
  return answer.kind === 'refused' ? (answer.retryAfterMs ?? 0) : 0;
}
