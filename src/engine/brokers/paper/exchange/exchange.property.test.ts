import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decimal, decimal } from '../../../../shared/decimal.ts';
import { heldOf } from './admission.ts';
import { advance, cancel, shock, submit } from './exchange.ts';
import { crossingsOf } from './ledger.ts';
import { buyingPowerOf, equityOf } from './money.ts';
import { type Account, quoteOf, remaining, restore, type SavedAccount } from './state.ts';
import { type Conditions, isFinal, type OrderRequest } from './types.ts';

const symbols = ['AAPL', 'TSLA', 'AMZN'] as const;
const startCash = '40000';
const opening: SavedAccount = {
  header: { seed: 1, nowMs: 1_790_000_000_000, cash: startCash, transfers: '0', level: '1', nextSeq: 1 },
  instruments: symbols.map((symbol, index) => ({
    instrument: {
      symbol,
      basePrice: '100',
      tickSize: '0.01',
      stepSize: '1',
      minQuantity: '1',
      open: true,
      limitOnly: false,
      priceBand: null,
    },
    quantity: ['60', '-40', '0'][index] ?? '0',
  })),
  orders: [],
  fills: [],
};

type Command =
  | { kind: 'submit'; order: OrderRequest }
  | { kind: 'cancel'; seq: number; stuck: boolean }
  | { kind: 'shock'; fraction: Decimal }
  | { kind: 'wait'; ms: number };

function order(reduceOnly: fc.Arbitrary<boolean>): fc.Arbitrary<OrderRequest> {
  const fields = {
    clientOrderId: fc.option(fc.constantFrom('a', 'b', 'c')),
    symbol: fc.constantFrom(...symbols),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 90 }).map(String),
    reduceOnly,
  };
  const price = fc.integer({ min: 60, max: 140 }).map(String);
  return fc.oneof(
    fc.record({ ...fields, type: fc.constant('market' as const), price: fc.constant(null) }),
    fc.record({ ...fields, type: fc.constantFrom('limit' as const, 'stop' as const), price }),
  );
}

function commands(reduceOnly: fc.Arbitrary<boolean>): fc.Arbitrary<Command[]> {
  const command: fc.Arbitrary<Command> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('submit' as const), order: order(reduceOnly) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('cancel' as const),
        seq: fc.integer({ min: 1, max: 12 }),
        stuck: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('shock' as const), fraction: fc.constantFrom('-0.2', '0.25', '-0.05') }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_000 }) }),
    },
  );
  return fc.array(command, { minLength: 1, maxLength: 50 });
}

const conditions: fc.Arbitrary<Conditions> = fc.record({
  orderLatencyMs: fc.constantFrom(0, 1, 40),
  cancelLatencyMs: fc.constantFrom(1, 70),
  fillRatio: fc.constantFrom(1, 0.5, 0.1),
  fillIntervalMs: fc.constantFrom(1, 100),
  reduceOnly: fc.constant(true),
  maintenanceFraction: fc.constant(0.25),
  blocked: fc.constant(false),
});

function run(list: readonly Command[], given: Conditions, afterEach: (account: Account) => void = () => {}): Account {
  const account = restore(structuredClone(opening), { ...given });
  for (const command of list) {
    if (command.kind === 'submit') submit(account, command.order);
    else if (command.kind === 'cancel') cancel(account, `p${command.seq}`, command.stuck);
    else if (command.kind === 'shock') shock(account, command.fraction);
    else advance(account, account.header.nowMs + command.ms);
    afterEach(account);
  }
  return account;
}

function sum(values: Iterable<Decimal>): Decimal {
  return [...values].reduce(decimal.plus, '0');
}

test('cash moves by what was traded and its commission, and by nothing else', () => {
  fc.assert(
    fc.property(commands(fc.boolean()), conditions, (list, given) => {
      const account = run(list, given);
      const flows = account.fills.map(({ side, quantity, price, commission }) => {
        const value = decimal.times(quantity, price);
        return decimal.minus(side === 'buy' ? decimal.negate(value) : value, commission);
      });
      expect(account.header.cash).toBe(decimal.plus(startCash, sum(flows)));
      for (const { instrument, quantity } of opening.instruments) {
        const own = account.fills.filter(({ symbol }) => symbol === instrument.symbol);
        const moved = sum(own.map(({ side, quantity: q }) => (side === 'buy' ? q : decimal.negate(q))));
        expect(account.holdings.get(instrument.symbol)?.quantity).toBe(decimal.plus(quantity, moved));
      }
    }),
  );
});

test('holds and money follow from the open orders alone and are never negative', () => {
  fc.assert(
    fc.property(commands(fc.boolean()), conditions, (list, given) => {
      run(list, given, (account) => {
        for (const holding of account.holdings.values()) {
          const own = [...account.open].filter(({ symbol }) => symbol === holding.instrument.symbol);
          expect(holding.buying).toBe(sum(own.filter(({ side }) => side === 'buy').map(remaining)));
          expect(holding.selling).toBe(sum(own.filter(({ side }) => side === 'sell').map(remaining)));
          const held = heldOf(holding);
          expect(decimal.sign(held)).toBeGreaterThanOrEqual(0);
          expect(decimal.compare(held, decimal.abs(holding.quantity))).toBeLessThanOrEqual(0);
        }
        const values = [...account.holdings.values()].map((holding) =>
          decimal.times(holding.quantity, quoteOf(account, holding.instrument).last),
        );
        expect(equityOf(account)).toBe(decimal.plus(account.header.cash, sum(values)));
        expect(account.valuation.gross).toBe(sum(values.map(decimal.abs)));
        expect(decimal.sign(buyingPowerOf(account))).toBeGreaterThanOrEqual(0);
      });
    }),
  );
});

test('with reduce-only nothing ever goes through zero', () => {
  fc.assert(
    fc.property(commands(fc.constant(true)), conditions, (list, given) => {
      expect(crossingsOf(run(list, given).fills)).toEqual([]);
    }),
  );
});

test('every order ends final or rests, and no client order id is taken twice', () => {
  fc.assert(
    fc.property(commands(fc.boolean()), conditions, (list, given) => {
      const account = run(list, given);
      advance(account, account.header.nowMs + 59_000);
      for (const each of account.orders.values()) {
        expect(account.open.has(each)).toBe(!isFinal(each));
        expect(each.landsAtMs).toBe(null);
        expect(each.status).not.toBe('pending_new');
        if (each.status === 'filled') expect(each.filledQuantity).toBe(each.quantity);
        if (each.type === 'market' || each.triggered) expect(isFinal(each)).toBe(true);
      }
      const ids = [...account.orders.values()].flatMap(({ clientOrderId }) => clientOrderId ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

test('the same commands on the same seed give the same ledger, also across a restart in the middle', () => {
  fc.assert(
    fc.property(commands(fc.boolean()), conditions, fc.nat(50), (list, given, cut) => {
      const whole = run(list, given);
      expect(run(list, given).fills).toEqual(whole.fills);
      const before = run(list.slice(0, cut), given);
      const revived = restore(savedOf(before), given);
      for (const command of list.slice(cut)) {
        if (command.kind === 'submit') submit(revived, command.order);
        else if (command.kind === 'cancel') cancel(revived, `p${command.seq}`, command.stuck);
        else if (command.kind === 'shock') shock(revived, command.fraction);
        else advance(revived, revived.header.nowMs + command.ms);
      }
      expect(revived.fills).toEqual(whole.fills);
      expect(revived.header).toEqual(whole.header);
    }),
  );
});

function savedOf(account: Account): SavedAccount {
  const { header, orders, fills } = account;
  const instruments = [...account.holdings.values()].map(({ instrument, quantity }) => ({ instrument, quantity }));
  return structuredClone({ header, instruments, orders: [...orders.values()], fills });
}
