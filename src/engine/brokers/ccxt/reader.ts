import * as z from 'zod';
import { decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import type { Book, BookRead, OpenOrder, Position, Read } from '../broker.ts';
import { Turns } from '../budget/turns.ts';
import { MoneyBeside } from '../money-beside.ts';
import { isLive, openOrderOf, orderIdOf, positionsOf } from './book.ts';
import type { ClientIds } from './client-ids.ts';
import type { Connection, Reply } from './connection.ts';
import { instrumentOf } from './instruments.ts';
import { CcxtBalances, type CcxtExchange, CcxtOrder, CcxtPosition } from './library.ts';
import { ccxtLimits, intervalMs } from './limits.ts';
import { Prices } from './prices.ts';
import { type ActiveSection, listRule } from './spending.ts';
import type { Balances, Money, OrderClass, Positions } from './venues/venue.ts';
import { type Wallet, type WalletRules, walletOf, walletPositions, walletWorth } from './wallet.ts';

interface ReaderOptions {
  connection: Connection;
  clock: Clock;
  rules: WalletRules;
  ids: ClientIds;
}

/** An order of the last reading, as ccxt writes it, and where it was listed. */
export interface Listed {
  section: ActiveSection;
  orderClass: OrderClass;
  order: CcxtOrder;
}

type Held = { positions: Position[]; money: Read<Money> };

/** Reads the account, and remembers of it what the next command needs. */
export class Reader {
  readonly readIntervalMs: number;
  private readonly options: ReaderOptions;
  private readonly turns: Turns<BookRead>;
  private readonly prices: Prices;
  private readonly wallets = new Map<string, Wallet>();
  private readonly moneys = new Map<string, MoneyBeside<Money>>();
  private listed: readonly Listed[] | null = null;

  constructor(options: ReaderOptions) {
    this.options = options;
    const { sections } = options.connection;
    const costs = sections.map((section) => ({ rule: listRule(section), cost: costOf(section, sections) }));
    const paceMs = (share: number) => Math.max(0, ...costs.map(({ rule, cost }) => intervalMs(rule, cost, share)));
    const bursts = costs.map(({ rule, cost }) => Math.floor((rule.perWindow * ccxtLimits.burstShare) / cost));
    this.readIntervalMs = Math.max(ccxtLimits.readIntervalMinMs, paceMs(ccxtLimits.readingShare));
    const limits = {
      readingBurst: Math.max(ccxtLimits.readingBurstMin, Math.min(...bursts)),
      // Where lists have a budget of their own, there are no commands to be left room for.
      readingRefillMs: paceMs(sections.every(({ listBudget }) => listBudget) ? 1 : ccxtLimits.afterBurstShare),
      readingPatienceMs: ccxtLimits.readingPatienceMs,
    };
    this.turns = new Turns(options.clock, limits, () =>
      Math.max(0, ...this.readable().map((section) => section.listing.waitMs('reading', costOf(section, sections)))),
    );
    this.prices = new Prices(options.connection, options.clock);
  }

  read(): Promise<BookRead> {
    return this.turns.next(
      1,
      () => this.readWhenReady(),
      (waitMs) => {
        const words = `the venue's budget leaves no room for a reading for ${Math.ceil(waitMs / 1_000)} s`;
        return { ok: false, words, retryAfterMs: waitMs };
      },
    );
  }

  /** The orders of the last good reading of them; null before the first. */
  lastOrders(): readonly Listed[] | null {
    return this.listed;
  }

  /** Whether orders held a part of a currency in the last reading. */
  isHeld(section: ActiveSection, currency: string): boolean {
    return this.wallets.get(section.name)?.held.has(currency) === true;
  }

  /** Orders by themselves, for a command that comes before the first reading: counted as one, of which they are the greater part. */
  async readOrders(): Promise<Read<readonly Listed[]>> {
    const lists = await this.counted(() => this.listOrders());
    const failed = [...lists.values()].find(({ ok }) => !ok);
    return failed ?? { ok: true, value: this.listed ?? [] };
  }

  /** A reading that waits for the budget may have room now. */
  lookAgain(): void {
    this.turns.lookAgain();
  }

  dispose(): void {
    this.turns.dispose();
  }

  /** What a reading is made of: in a kill, a part that the venue wants to be left alone holds up no other one. */
  private readable(): readonly ActiveSection[] {
    const { sections } = this.options.connection;
    const free = sections.filter(({ listing }) => !listing.isPaused());
    return free.length > 0 && free.some(isKill) ? free : sections;
  }

  /** Counts a reading as a whole: what each of its calls costs is no more than a part of that. */
  private async counted<T>(read: () => Promise<T>): Promise<T> {
    const { connection } = this.options;
    const answered = this.readable().map((section) => connection.count(section, 'reading', section.weights.reading));
    try {
      return await read();
    } finally {
      const late = [...this.moneys.values()].flatMap((money) => money.underWay() ?? []);
      const over = () => {
        for (const each of answered) each();
      };
      if (late.length === 0) over();
      else void Promise.all(late).then(over);
    }
  }

  private async listOrders(): Promise<ReadonlyMap<ActiveSection, Read<readonly Listed[]>>> {
    const { sections } = this.options.connection;
    const lists = new Map(
      await Promise.all(sections.map(async (section) => [section, await this.listSection(section)] as const)),
    );
    const before = this.listed;
    if (before === null && [...lists.values()].every(({ ok }) => !ok)) return lists;
    // Of a section that can't be listed, what is known of it.
    this.listed = [...lists].flatMap(([section, list]) =>
      list.ok ? list.value : (before ?? []).filter((each) => each.section === section),
    );
    return lists;
  }

  /** Every class of order, or none of them: what an order that is not seen would hold is not to be guessed. */
  private async listSection(section: ActiveSection): Promise<Read<readonly Listed[]>> {
    if (!this.readable().includes(section)) {
      const retryAfterMs = Math.ceil(section.listing.waitMs('reading'));
      const words = `too many requests: nothing is sent for ${Math.ceil(retryAfterMs / 1_000)} s`;
      return { ok: false, words, retryAfterMs };
    }
    const found = new Map<string, Listed>();
    for (const list of await Promise.all(section.orders.map((each) => this.readClass(section, each)))) {
      if (!list.ok) return list;
      for (const each of list.value) found.set(orderIdOf(section, each.orderClass.name, each.order.id), each);
    }
    return { ok: true, value: [...found.values()] };
  }

  private async readWhenReady(): Promise<BookRead> {
    const ready = await this.options.connection.ready();
    return ready.ok ? this.counted(() => this.readNow(ready.value)) : ready;
  }

  /**
   * Orders first, then holdings: an order that fills in between has left the orders and is seen in the holdings. The other way round
   * it would be in neither, and the account would look flat.
   */
  private async readNow(exchange: CcxtExchange): Promise<BookRead> {
    const { connection, ids, rules } = this.options;
    const lists = await this.listOrders();
    const sections = await Promise.all([...lists].map(([section, list]) => this.readSection(section, list)));
    const read = sections.flatMap((each) => (each.ok ? [each.value] : []));
    const listed = read.flatMap(({ orders }) => orders);
    const held = read.map((each) => each.held);
    const orders = listed.map(({ section, orderClass, order }) => openOrderOf(section, orderClass.name, order, ids));
    const positions = held.flatMap((each) => each.positions);
    const failed = sections.findIndex((each) => !each.ok);
    const trouble = sections[failed];
    if (trouble && !trouble.ok) {
      if (read.length === 0) return trouble;
      return {
        ...trouble,
        words: `${connection.sections[failed]?.name}: ${trouble.words}`,
        part: { positions, orders },
      };
    }
    this.noteUnknown(exchange, listed, held);
    return { ok: true, value: bookOf(positions, orders, held, rules) };
  }

  private async readSection(
    section: ActiveSection,
    orders: Read<readonly Listed[]>,
  ): Promise<Read<{ orders: readonly Listed[]; held: Held }>> {
    if (!orders.ok) return orders;
    const held = await this.readHoldings(section);
    return held.ok ? { ok: true, value: { orders: orders.value, held: held.value } } : held;
  }

  private async readClass(section: ActiveSection, orderClass: OrderClass): Promise<Read<Listed[]>> {
    const calls = orderClass.listAll
      ? [(exchange: CcxtExchange) => orderClass.listAll?.(exchange)]
      : orderClass.list.map(
          (params) => (exchange: CcxtExchange) => exchange.fetchOpenOrders(undefined, undefined, undefined, params),
        );
    const replies = await Promise.all(
      calls.map((call) => this.get(section, async (exchange) => z.array(CcxtOrder).parse(await call(exchange)))),
    );
    const found: Listed[] = [];
    for (const reply of replies) {
      if (reply.kind !== 'answer') return unread(reply);
      found.push(...reply.value.filter(isLive).map((order) => ({ section, orderClass, order })));
    }
    return { ok: true, value: found };
  }

  private readHoldings(section: ActiveSection): Promise<Read<Held>> {
    const { holdings } = section;
    return holdings.kind === 'balances' ? this.readWallet(section, holdings) : this.readPositions(section, holdings);
  }

  private async readWallet(section: ActiveSection, holdings: Balances): Promise<Read<Held>> {
    const { rules } = this.options;
    const reply = await this.get(section, async (exchange) =>
      walletOf(exchange, section, holdings, CcxtBalances.parse(await exchange.fetchBalance(holdings.params)), rules),
    );
    if (reply.kind !== 'answer') return unread(reply);
    const wallet = reply.value;
    this.wallets.set(section.name, wallet);
    const wanted = wallet.coins.filter(({ hasMarket }) => hasMarket);
    const symbols = wanted.map(({ symbol }) => symbol);
    const { known, trouble } = await this.prices.of(section, symbols, isKill(section));
    const equity = walletWorth(wallet, known, rules.cash);
    const money: Read<Money> =
      trouble === null
        ? { ok: true, value: { equity, currency: rules.cash[0] ?? '' } }
        : { ok: false, words: `no prices for what is held: ${trouble}` };
    return { ok: true, value: { positions: walletPositions(wallet, known), money } };
  }

  private async readPositions(section: ActiveSection, holdings: Positions): Promise<Read<Held>> {
    const calls = holdings.listAll
      ? [(exchange: CcxtExchange) => holdings.listAll?.(exchange)]
      : holdings.list.map((params) => (exchange: CcxtExchange) => exchange.fetchPositions(undefined, params));
    const money = this.moneyOf(section);
    money.ask(() => this.readMoney(section, holdings));
    const lists = await Promise.all(
      calls.map((call) =>
        this.get(section, async (exchange) =>
          positionsOf(section, holdings, z.array(CcxtPosition).parse(await call(exchange))),
        ),
      ),
    );
    const positions = new Map<string, Position>();
    for (const list of lists) {
      if (list.kind !== 'answer') return unread(list);
      for (const position of list.value) positions.set(position.symbol, position);
    }
    return { ok: true, value: { positions: [...positions.values()], money: await money.told(isKill(section)) } };
  }

  private moneyOf({ name }: ActiveSection): MoneyBeside<Money> {
    const known = this.moneys.get(name) ?? new MoneyBeside<Money>(this.options.clock, ccxtLimits);
    this.moneys.set(name, known);
    return known;
  }

  private async readMoney(section: ActiveSection, holdings: Positions): Promise<Read<Money>> {
    const reply = await this.get(section, (exchange) => holdings.readMoney(exchange));
    return reply.kind === 'answer' ? { ok: true, value: reply.value } : unread(reply);
  }

  /** A call whose cost was counted with the reading. */
  private get<T>(section: ActiveSection, run: (exchange: CcxtExchange) => Promise<T>): Promise<Reply<T>> {
    return this.options.connection.part(section, 'reading', run);
  }

  /** Contracts and orders on what is not among the markets, such as a listing of today. A currency without a market is no news. */
  private noteUnknown(exchange: CcxtExchange, orders: readonly Listed[], held: readonly Held[]): void {
    const { connection } = this.options;
    const { sections } = connection;
    const contracts = sections.flatMap(({ holdings }, nth) =>
      holdings.kind === 'positions' ? (held[nth]?.positions ?? []) : [],
    );
    const isUnknown =
      orders.some(({ order }) => !order.symbol || !exchange.markets?.[order.symbol]) ||
      contracts.some(({ symbol }) => instrumentOf(exchange, sections, symbol) === null);
    if (isUnknown) connection.reloadMarkets();
  }
}

/** What a reading costs of a section's budget, which others may share. */
function costOf({ listing }: ActiveSection, sections: readonly ActiveSection[]): number {
  const sharing = sections.filter((section) => section.listing === listing);
  return sharing.reduce((cost, { weights }) => cost + weights.reading, 0);
}

function bookOf(positions: Position[], orders: OpenOrder[], held: readonly Held[], { cash }: WalletRules): Book {
  return { ...worthOf(held, cash[0]), positions, orders };
}

/** The sections' money together; untold while a part of it is. */
function worthOf(held: readonly Held[], cash: string | undefined): Omit<Book, 'positions' | 'orders'> {
  const told = held.flatMap(({ money }) => (money.ok ? [money.value] : []));
  const missing = held.flatMap(({ money }) => (money.ok ? [] : [money.words]));
  const currency = cash ?? told[0]?.currency ?? null;
  const whole = told.find(({ ofAccount }) => ofAccount);
  const call = told.map(({ marginCall }) => marginCall).find((each) => typeof each === 'string');
  const isTold = (whole || missing.length === 0) && told.some((each) => each.marginCall === null);
  const marginCall = call ?? (isTold ? null : undefined);
  const called = marginCall === undefined ? {} : { marginCall };
  const [moneyTrouble] = missing;
  if (!whole && moneyTrouble !== undefined) return { equity: null, currency, moneyTrouble, ...called };
  const counted = whole ? [whole] : told;
  return { equity: counted.map(({ equity }) => equity).reduce(decimal.plus, '0'), currency, ...called };
}

/** A kill is at work, so that readings are waited for. */
const isKill = ({ listing }: ActiveSection) => listing.isKill();

/** What a reading says of a call that brought nothing. */
export function unread(reply: Exclude<Reply<unknown>, { kind: 'answer' }>): Extract<Read<never>, { ok: false }> {
  const retryAfterMs = reply.kind === 'limited' ? reply.retryAfterMs : undefined;
  return { ok: false, words: reply.words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
