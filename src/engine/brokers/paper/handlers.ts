import { assertNever } from '../../../shared/assert-never.ts';
import { decimal } from '../../../shared/decimal.ts';
import { isoTime } from '../../clock.ts';
import { cancel, type MarketChange, setMarket, shock, submit, transfer } from './exchange/exchange.ts';
import { crossingsOf } from './exchange/ledger.ts';
import type { Account } from './exchange/state.ts';
import { type OrderRequest, type Outcome, orderId, type RefusalCode } from './exchange/types.ts';
import type { Faults } from './faults.ts';
import { paperLimits } from './limits.ts';
import type { NewOrder, PaperAnswer, PaperRequest, PaperRouteName, VenueConditions } from './routes.ts';
import { accountView, openOrderViews, orderView, positionViews, quoteViews, venueFacts } from './views.ts';

/** What the handlers work on. `account` is another one after a reset. */
export interface Floor {
  account: Account;
  conditions: VenueConditions;
  readonly faults: Faults;
  /** Keeps today's readings for the faults that answer with them. */
  freeze(): void;
  reset(): void;
  storageTrouble(): string | null;
}

export type Handlers = { [R in PaperRouteName]: (request: PaperRequest<R>) => Outcome<PaperAnswer<R>> };

/** What the venue does with each call, one line or one function a route. */
export function handlersOn(floor: Floor): Handlers {
  return {
    venue: () => ok(venueFacts(floor.account)),
    clock: () => ok({ at: isoTime(floor.account.header.nowMs) }),
    account: () => ok(accountView(floor.account)),
    positions: () => ok(positionViews(floor.account)),
    orders: () => ok(openOrderViews(floor.account)),
    quotes: () => ok(quoteViews(floor.account)),
    orderByClientId: ({ clientOrderId }) => {
      const order = floor.account.byClientId.get(clientOrderId);
      return order
        ? ok(orderView(order))
        : refuse('unknown_order', `no order has the client order id ${clientOrderId}`);
    },
    submit: (order) => mapped(submit(floor.account, orderRequest(order)), orderView),
    cancel: ({ id }) => mapped(cancel(floor.account, id, floor.faults.drawStuck('cancel')), orderView),
    cancelAll: () => ok({ cancelling: cancelAll(floor) }),
    control: () => ok(controlState(floor)),
    setConditions: (change) => setConditions(floor, change),
    addFault: (rule) => {
      if (!floor.faults.add(rule)) return refuse('full', `there are ${paperLimits.faultRules} faults already`);
      if (rule.fault.kind === 'stale') floor.freeze();
      return ok(controlState(floor));
    },
    clearFaults: () => {
      floor.faults.clear();
      return ok(controlState(floor));
    },
    setMarket: (request) => changeMarkets(floor, request),
    shock: ({ fraction }) => mapped(shock(floor.account, decimal.of(fraction)), () => ({})),
    transfer: ({ amount }) => mapped(transfer(floor.account, decimal.of(amount)), () => ({})),
    ledger: ({ after = 0 }) => ok(ledgerPage(floor.account, after)),
    reset: () => {
      floor.reset();
      return ok({});
    },
  };
}

function orderRequest(order: NewOrder): OrderRequest {
  const { symbol, side, type, quantity, clientOrderId = null, reduceOnly = false } = order;
  return { symbol, side, type, quantity: decimal.of(quantity), clientOrderId, reduceOnly, price: priceOf(order) };
}

function priceOf(order: NewOrder): string | null {
  switch (order.type) {
    case 'market':
      return null;
    case 'limit':
      return decimal.of(order.limitPrice);
    case 'stop':
      return decimal.of(order.stopPrice);
    default:
      return assertNever(order);
  }
}

function cancelAll(floor: Floor): PaperAnswer<'cancelAll'>['cancelling'] {
  return [...floor.account.open].flatMap((order) => {
    const begun = cancel(floor.account, orderId(order), floor.faults.drawStuck('cancelAll'));
    return begun.ok ? [orderView(begun.value)] : [];
  });
}

function setConditions(floor: Floor, change: PaperRequest<'setConditions'>): Outcome<PaperAnswer<'control'>> {
  for (const [name, value] of Object.entries(change)) {
    if (value !== undefined) Object.assign(floor.conditions, { [name]: value });
  }
  return ok(controlState(floor));
}

function changeMarkets(floor: Floor, request: PaperRequest<'setMarket'>): Outcome<PaperAnswer<'venue'>> {
  const { symbol, ...change } = request;
  const named = symbol === undefined ? undefined : floor.account.holdings.get(symbol);
  if (symbol !== undefined && !named) return refuse('unknown_symbol', `${symbol} is not listed here`);
  const given: MarketChange = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  for (const holding of named ? [named] : floor.account.holdings.values()) setMarket(floor.account, holding, given);
  return ok(venueFacts(floor.account));
}

function controlState({ conditions, faults, storageTrouble }: Floor): PaperAnswer<'control'> {
  return { conditions: { ...conditions }, faults: faults.list(), storageTrouble: storageTrouble() };
}

function ledgerPage({ fills }: Account, after: number): PaperAnswer<'ledger'> {
  const end = after + paperLimits.ledgerPageFills;
  const next = end < fills.length ? end : null;
  return { fills: fills.slice(after, end), crossings: crossingsOf(fills), next };
}

function ok<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

function refuse(code: RefusalCode, words: string): { ok: false; refusal: { code: RefusalCode; words: string } } {
  return { ok: false, refusal: { code, words } };
}

function mapped<A, B>(outcome: Outcome<A>, view: (value: A) => B): Outcome<B> {
  return outcome.ok ? ok(view(outcome.value)) : outcome;
}
