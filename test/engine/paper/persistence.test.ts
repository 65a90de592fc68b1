import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createInProcessPaperBroker, createPaperBroker } from '../../../src/engine/brokers/paper/adapter.ts';
import { httpVenue } from '../../../src/engine/brokers/paper/http-venue.ts';
import { servePaper } from '../../../src/engine/brokers/paper/serve.ts';
import type { PaperVenue } from '../../../src/engine/brokers/paper/venue.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { ask, bookOf, Cleanup, spawnVenue, temporaryFolder, until } from './harness.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

async function venueProcess(
  options: Parameters<typeof spawnVenue>[0],
): Promise<{ venue: PaperVenue; kill: () => Promise<void> }> {
  const { url, kill } = await spawnVenue({ port: 0, ...options }, cleanup);
  const venue = httpVenue(url);
  cleanup.add(() => venue.dispose());
  return { venue, kill };
}

/** Everything that a restart must not change. Prices go on, so equity is not among it. */
async function factsOf(venue: PaperVenue) {
  const positions = (await ask(venue, 'positions', {})).map(({ symbol, quantity, held }) => ({
    symbol,
    quantity,
    held,
  }));
  const { cash } = await ask(venue, 'account', {});
  return { cash, positions, orders: await ask(venue, 'orders', {}), ledger: await ask(venue, 'ledger', {}) };
}

describe('a killed venue', () => {
  test('has everything again that it had answered or shown', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const first = await venueProcess({ dataDir });
    const sell = { type: 'market', side: 'sell' } as const;
    await ask(first.venue, 'submit', { ...sell, symbol: 'MSFT', quantity: '15', clientOrderId: 'k-1' });
    await ask(first.venue, 'submit', { ...sell, symbol: 'ETH/USD', quantity: '1.075' });
    await ask(first.venue, 'cancel', { id: 'p1' });
    await until(
      () => ask(first.venue, 'orders', {}),
      (orders) => orders.length === 4,
    );
    await ask(first.venue, 'shock', { fraction: -0.1 });
    await ask(first.venue, 'setMarket', { symbol: 'AMZN', open: false });
    const before = await factsOf(first.venue);
    await first.kill();

    const second = await venueProcess({ dataDir });
    expect(await factsOf(second.venue)).toEqual(before);
    expect(before.ledger.fills).toHaveLength(2);
    const btc = (await ask(second.venue, 'quotes', {})).find(({ symbol }) => symbol === 'BTC/USD');
    expect(Number(btc?.last)).toBeLessThan(101_250 * 0.93);
    const again = { ...sell, symbol: 'MSFT', quantity: '1' };
    expect(await second.venue.call('submit', { ...again, clientOrderId: 'k-1' })).toMatchObject({ code: 'duplicate' });
    expect(await second.venue.call('submit', { ...again, symbol: 'AMZN' })).toMatchObject({ code: 'market_closed' });
    expect(await ask(second.venue, 'submit', again)).toMatchObject({ id: 'p8' });
  });

  test('lets an order land that it had only accepted, once', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const first = await venueProcess({ dataDir });
    await ask(first.venue, 'setConditions', { orderLatencyMs: 1_500 });
    const order = { type: 'market', symbol: 'MSFT', side: 'sell', quantity: '40', clientOrderId: 'k' } as const;
    expect(await ask(first.venue, 'submit', order)).toMatchObject({ status: 'pending_new' });
    await first.kill();

    const second = await venueProcess({ dataDir });
    const find = () => ask(second.venue, 'orderByClientId', { clientOrderId: 'k' });
    await until(find, ({ status }) => status === 'filled');
    expect((await ask(second.venue, 'ledger', {})).fills).toHaveLength(1);
  });

  test('keeps every acknowledged order of a storm that it dies in', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const first = await venueProcess({ dataDir, positions: 200 });
    const positions = await ask(first.venue, 'positions', {});
    const acknowledged: string[] = [];
    const storm = positions.map(async ({ symbol, quantity }) => {
      const side = quantity.startsWith('-') ? 'buy' : 'sell';
      const order = {
        type: 'market' as const,
        symbol,
        side: side as 'buy' | 'sell',
        quantity: quantity.replace('-', ''),
      };
      const reply = await first.venue.call('submit', { ...order, clientOrderId: symbol });
      if (reply.kind === 'answer') acknowledged.push(symbol);
      if (acknowledged.length === 20) await first.kill();
    });
    await Promise.all(storm);
    expect(acknowledged.length).toBeGreaterThanOrEqual(20);

    const second = await venueProcess({ dataDir });
    for (const clientOrderId of acknowledged) {
      expect(await ask(second.venue, 'orderByClientId', { clientOrderId })).toMatchObject({ status: 'filled' });
    }
    const { fills, crossings } = await ask(second.venue, 'ledger', {});
    expect(crossings).toEqual([]);
    const open = (await ask(second.venue, 'positions', {})).map(({ symbol }) => symbol);
    expect(new Set([...fills.map(({ symbol }) => symbol), ...open]).size).toBe(200);
  });
});

describe('the file of the account', () => {
  test('belongs to one process', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const served = await servePaper({ port: 0, dataDir });
    cleanup.add(served.close);
    await expect(servePaper({ port: 0, dataDir })).rejects.toThrow("the paper account can't be opened");
  });

  test('is set aside when it is not one, and a fresh account begins', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const rubbish = 'no database at all, but somebody may want it\n'.repeat(50);
    await writeFile(join(dataDir, 'paper.db'), rubbish);
    const served = await servePaper({ port: 0, dataDir });
    cleanup.add(served.close);
    const broker = createPaperBroker({ name: 'p', url: served.url });
    cleanup.add(() => broker.dispose());
    expect((await bookOf(broker)).positions).toHaveLength(6);
    const aside = (await readdir(dataDir)).filter((file) => file.startsWith('paper.db.unreadable-'));
    expect(aside).toHaveLength(1);
    expect(await readFile(join(dataDir, aside[0] ?? ''), 'utf8')).toBe(rubbish);
  });

  test('that can not be had costs the engine its memory of the account, not the account', async () => {
    const dataDir = join(await temporaryFolder(cleanup), 'missing');
    const broker = createInProcessPaperBroker({ name: 'demo', dataDir, clock: systemClock, seed: 1 });
    cleanup.add(() => broker.dispose());
    expect((await bookOf(broker)).positions).toHaveLength(6);
    expect((await ask(broker.venue, 'control', {})).storageTrouble).toContain('missing');
  });

  test('carries the demo account of an engine from one life to the next', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const life = () => createInProcessPaperBroker({ name: 'my/demo', dataDir, clock: systemClock, seed: 1 });
    const first = life();
    await first.close({ symbol: 'MSFT', side: 'sell', quantity: '40', clientOrderId: 'k' });
    await until(
      () => bookOf(first),
      ({ positions }) => positions.length === 5,
    );
    await first.dispose();
    const second = life();
    cleanup.add(() => second.dispose());
    expect((await bookOf(second)).positions).toHaveLength(5);
    expect(await second.findOrder('k', 'MSFT')).toMatchObject({ ok: true, value: { status: 'filled' } });
  });

  test('stays as it is when nothing happens but time', async () => {
    const dataDir = await temporaryFolder(cleanup);
    const served = await servePaper({ port: 0, dataDir });
    cleanup.add(served.close);
    const bytes = async () =>
      Buffer.concat(await Promise.all(['', '-wal'].map((end) => readFile(join(dataDir, `paper.db${end}`)))));
    const before = await bytes();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await bytes()).equals(before)).toBe(true);
  });
});
