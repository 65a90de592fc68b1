import { beforeEach, expect, test } from 'vitest';
import { decimal } from '../../../../shared/decimal.ts';
import { accountView } from '../views.ts';
import { shock, transfer } from './exchange.ts';
import { account, begin, conditions, order, refusalOf } from './fixture.ts';
import { equityOf } from './money.ts';

beforeEach(() => begin());

test('what is paid in and out moves the equity and is told apart from what was earned', () => {
  const before = equityOf(account);
  expect(transfer(account, '50000')).toMatchObject({ ok: true });
  expect(accountView(account)).toMatchObject({ equity: decimal.plus(before, '50000'), netTransfers: '50000' });
  expect(account.changes.header).toBe(true);
  transfer(account, '-20000.5');
  expect(accountView(account)).toMatchObject({ equity: decimal.plus(before, '29999.5'), netTransfers: '29999.5' });
});

test('no more can be paid out than there is in cash', () => {
  const { cash } = account.header;
  expect(refusalOf(transfer(account, decimal.negate(decimal.plus(cash, '0.01'))))).toBe('insufficient_funds');
  expect(account.header).toMatchObject({ cash, transfers: '0' });
  expect(transfer(account, decimal.negate(cash))).toMatchObject({ ok: true });
});

test('a margin call stands while the equity is below its share of longs and shorts together', () => {
  expect(accountView(account).marginCall).toBe(null);
  // A hundred shares at about 200 and half a coin short at about 100,000: some 70,000 in all, against some 70,000 of equity.
  conditions.maintenanceFraction = 1.5;
  expect(accountView(account).marginCall).toMatch(/^equity \d+(\.\d+)? is below the maintenance requirement of \d+/);
  conditions.maintenanceFraction = 0.5;
  expect(accountView(account).marginCall).toBe(null);
  // The short loses 50,000 and grows by as much; the shares make up for 20,000 of it.
  shock(account, '1');
  expect(accountView(account).marginCall).not.toBe(null);
});

test('a blocked account says so and may only reduce', () => {
  conditions.blocked = true;
  expect(accountView(account).blocked).toBe('only reduce-only orders pass');
  expect(refusalOf(order({ side: 'buy', quantity: '1' }))).toBe('blocked');
  expect(refusalOf(order({ quantity: '100' }))).toBe('blocked');
  expect(order({ quantity: '100', reduceOnly: true })).toMatchObject({ ok: true });
});
