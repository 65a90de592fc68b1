import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { conditionsFor } from '../../../src/engine/brokers/paper/desk.ts';
import { submit } from '../../../src/engine/brokers/paper/exchange/exchange.ts';
import { openAccount } from '../../../src/engine/brokers/paper/exchange/opening.ts';
import type { Account } from '../../../src/engine/brokers/paper/exchange/state.ts';
import { openStore } from '../../../src/engine/brokers/paper/store.ts';
import { Cleanup, temporaryFolder } from './harness.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const conditions = { ...conditionsFor(0, true), cancelLatencyMs: 10 };

function demo(): Account {
  return openAccount({ kind: 'demo' }, 1, 1_790_000_000_000, conditions, 1);
}

function sell(account: Account, quantity: string): void {
  const order = { symbol: 'MSFT', side: 'sell', type: 'market', price: null, reduceOnly: true } as const;
  expect(submit(account, { ...order, quantity, clientOrderId: quantity })).toMatchObject({ ok: true });
}

async function opened(file: string) {
  const result = openStore(file, 0);
  if (!result.ok) throw new Error(result.why);
  return result;
}

test('what could not be stored is stored with the next that can, and is whole or not there', async () => {
  const file = join(await temporaryFolder(cleanup), 'paper.db');
  const { store } = await opened(file);
  const account = demo();
  store.replace(account);
  sell(account, '10');
  const [line] = account.fills;
  if (!line) throw new Error('nothing was filled');
  const loop = Object.assign(line, { loop: line as unknown });
  store.save(account);
  expect(store.trouble()).toContain("can't be stored");

  store.close();
  const interim = await opened(file);
  expect(interim.saved?.fills).toEqual([]);
  expect(interim.saved?.header.cash).not.toBe(account.header.cash);

  loop.loop = undefined;
  sell(account, '20');
  interim.store.save(account);
  expect(interim.store.trouble()).toBe(null);
  interim.store.close();
  const { saved, store: last } = await opened(file);
  last.close();
  expect(saved?.fills.map(({ quantity }) => quantity)).toEqual(['10', '20']);
  expect(saved?.header.cash).toBe(account.header.cash);
});

test('a replacement that failed is owed whole, and leaves nothing of the account before', async () => {
  const file = join(await temporaryFolder(cleanup), 'paper.db');
  const { store } = await opened(file);
  const old = demo();
  sell(old, '40');
  store.replace(old);
  const fresh = demo();
  const seed = fresh.header.seed;
  Object.assign(fresh.header, { seed: 1n });
  store.replace(fresh);
  expect(store.trouble()).toContain("can't be stored");
  fresh.header.seed = seed;
  sell(fresh, '5');
  store.save(fresh);
  store.close();
  const { saved, store: last } = await opened(file);
  last.close();
  expect(saved?.fills.map(({ quantity }) => quantity)).toEqual(['5']);
  expect(saved?.instruments.find(({ instrument }) => instrument.symbol === 'MSFT')?.quantity).toBe('35');
});

test('saving after the end is trouble, not a crash', async () => {
  const { store } = await opened(join(await temporaryFolder(cleanup), 'paper.db'));
  const account = demo();
  store.close();
  store.save(account);
  expect(store.trouble()).toContain("can't be stored");
});
