import type { Decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import type { Book, Read } from '../broker.ts';
import { Turns } from '../budget/turns.ts';
import { MoneyBeside } from '../money-beside.ts';
import { type AlpacaApi, unread } from './api.ts';
import { blockedWords, marginCallWords, openOrdersOf, positionsOf, symbolOf } from './book.ts';
import { alpacaLimits } from './limits.ts';
import type { Market } from './market.ts';
import { AccountAnswer, OrderAnswer, OrdersAnswer, PositionsAnswer } from './wire.ts';

interface ReaderOptions {
  api: AlpacaApi;
  clock: Clock;
  market: Market;
  /** Client ids of closes that the venue has placed for us under ids of its own, by order id. */
  placedFor: ReadonlyMap<string, string>;
}

/** Reads the account, and remembers of it what the next command needs. */
export class Reader {
  private readonly options: ReaderOptions;
  private readonly turns: Turns<Read<Book>>;
  private readonly account: MoneyBeside<AccountAnswer>;
  private classes: ReadonlyMap<string, string> = new Map();
  /** Orders that no list has shown and a refusal has named, such as the held leg of a bracket, as they were last seen. */
  private readonly named = new Map<string, OrderAnswer>();

  constructor(options: ReaderOptions) {
    this.options = options;
    this.account = new MoneyBeside(options.clock, alpacaLimits);
    this.turns = new Turns(options.clock, alpacaLimits, (requests) => options.api.budget.waitMs('reading', requests));
  }

  read(): Promise<Read<Book>> {
    return this.turns.next(
      2 + (this.isAccountDue() ? 1 : 0),
      () => this.readNow(),
      (waitMs) => {
        const words = `the venue's budget leaves no room for a reading for ${Math.ceil(waitMs / 1_000)} s`;
        return { ok: false, words, retryAfterMs: waitMs };
      },
    );
  }

  /** Whether an instrument is a crypto pair, by the last reading. */
  isCrypto(symbol: string): boolean {
    return this.classes.get(symbol) === 'crypto';
  }

  /** Orders that hold what is to be closed: they are looked at, and shown, until they have ended. */
  name(orderIds: readonly string[]): void {
    for (const id of orderIds) {
      if (this.named.has(id) || this.named.size >= alpacaLimits.namedOrders) continue;
      this.named.set(id, { id, status: 'named by a refusal' });
    }
  }

  /** A reading that waits for the budget may have room now. */
  lookAgain(): void {
    this.turns.lookAgain();
  }

  dispose(): void {
    this.turns.dispose();
  }

  /**
   * Orders first, then positions: an order that fills in between has left the orders and is seen as a position. The other way
   * round it would be in neither, and the account would look flat.
   */
  private async readNow(): Promise<Read<Book>> {
    const { api, market, placedFor } = this.options;
    const orders = await this.readOrders();
    if (!orders.ok) return orders;
    if (this.isAccountDue()) this.account.ask(() => this.readAccount());
    const positions = await api.send('reading', { method: 'GET', path: '/v2/positions', answer: PositionsAnswer });
    if (positions.kind !== 'answer') return unread(positions);
    const account = await this.account.told(api.budget.isKill());
    this.classes = new Map(
      positions.value.map(({ symbol, asset_class }) => [symbolOf(symbol, asset_class), asset_class]),
    );
    const held = positionsOf(positions.value);
    const prices = new Map<string, Decimal | null>(held.map(({ symbol, lastPrice }) => [symbol, lastPrice]));
    return {
      ok: true,
      value: {
        ...(account.ok ? moneyOf(account.value) : { equity: null, currency: null, moneyTrouble: account.words }),
        positions: held,
        orders: openOrdersOf(orders.value, { placedFor, closedUntil: market.closedUntil(), prices }),
      },
    };
  }

  /** All pages of the open orders, and the ones that a refusal has named. Legs are listed as orders of their own. */
  private async readOrders(): Promise<Read<OrderAnswer[]>> {
    const found = new Map<string, OrderAnswer>();
    let before: string | null = null;
    for (let page = 0; page < alpacaLimits.orderPages; page++) {
      const path: string = ordersPath(before);
      const reply = await this.options.api.send('reading', { method: 'GET', path, answer: OrdersAnswer });
      if (reply.kind !== 'answer') return unread(reply);
      const knownBefore = found.size;
      for (const order of reply.value) found.set(order.id, order);
      before = reply.value.at(-1)?.id ?? null;
      if (reply.value.length < alpacaLimits.ordersPerPage || found.size === knownBefore) break;
    }
    await Promise.all([...this.named.keys()].filter((id) => !found.has(id)).map((id) => this.readNamed(id)));
    for (const [id, order] of this.named) if (!found.has(id)) found.set(id, order);
    return { ok: true, value: [...found.values()] };
  }

  /** One that can't be looked at just now stays open as it was last seen: what is not known to be over is not called so. */
  private async readNamed(id: string): Promise<void> {
    const path = `/v2/orders/${encodeURIComponent(id)}`;
    const reply = await this.options.api.ask('look_up', { method: 'GET', path, answer: OrderAnswer });
    if (reply.kind === 'answer') {
      if (openOrdersOf([reply.value], noFacts).some((order) => order.id === id)) this.named.set(id, reply.value);
      else this.named.delete(id);
    }
    if (reply.kind === 'refused' && reply.status === 404) this.named.delete(id);
  }

  private isAccountDue(): boolean {
    return this.account.isOlderThan(alpacaLimits.accountEveryMs);
  }

  private async readAccount(): Promise<Read<AccountAnswer>> {
    const { api } = this.options;
    const reply = await api.send('reading', { method: 'GET', path: '/v2/account', answer: AccountAnswer });
    return reply.kind === 'answer' ? { ok: true, value: reply.value } : unread(reply);
  }
}

function moneyOf(account: AccountAnswer) {
  const { equity, currency } = account;
  return { equity, currency, marginCall: marginCallWords(account), blocked: blockedWords(account) };
}

const noFacts = { placedFor: new Map<string, string>(), closedUntil: null, prices: new Map<string, null>() };

function ordersPath(before: string | null): string {
  const query = `/v2/orders?status=open&nested=false&direction=desc&limit=${alpacaLimits.ordersPerPage}`;
  return before === null ? query : `${query}&before_order_id=${encodeURIComponent(before)}`;
}
