import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { paperLimits } from '../../../src/engine/brokers/paper/limits.ts';
import { type ServedPaper, servePaper } from '../../../src/engine/brokers/paper/serve.ts';
import { Cleanup } from './harness.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

let served: ServedPaper;
beforeEach(async () => {
  served = await servePaper({ port: 0 });
  cleanup.add(served.close);
});

interface Answer {
  status: number;
  retryAfter: string | undefined;
  body: unknown;
}

function call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${served.url}${path}`, { method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        body: JSON.parse(text),
      });
    });
    sent.on('error', reject).end(body);
  });
}

const order = { symbol: 'MSFT', side: 'sell', type: 'market', quantity: '40' };

test.each<[string, object, string]>([
  ['a missing quantity', { ...order, quantity: undefined }, 'quantity'],
  ['a quantity that is a number', { ...order, quantity: 40 }, 'quantity'],
  ['a quantity below zero', { ...order, quantity: '-40' }, 'quantity'],
  ['a quantity of zero', { ...order, quantity: '0.00' }, 'quantity'],
  ['a field that there is not', { ...order, leverage: 5 }, 'leverage'],
  ['a limit without its price', { ...order, type: 'limit' }, 'limitPrice'],
  ['a market order with a price', { ...order, limitPrice: '1' }, 'limitPrice'],
])('%s is refused by name', async (_, body, field) => {
  const answer = await call('POST', '/v1/orders', JSON.stringify(body));
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } });
  expect(JSON.stringify(answer.body)).toContain(field);
});

test.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['null', 'null'],
])('a body that is %s is refused', async (_, body) => {
  expect(await call('POST', '/v1/orders', body)).toMatchObject({ status: 400 });
});

test('quantities are taken in any notation of a decimal', async () => {
  const answer = await call('POST', '/v1/orders', JSON.stringify({ ...order, quantity: '040.00' }));
  expect(answer).toMatchObject({ status: 201, body: { quantity: '40' } });
});

test('a body over the limit is refused as too large', async () => {
  expect(await call('POST', '/v1/orders', 'x'.repeat(paperLimits.requestBytes + 1))).toMatchObject({ status: 413 });
});

test('what is not there is 404, of routes and of orders', async () => {
  expect(await call('GET', '/v2/orders')).toMatchObject({ status: 404 });
  expect(await call('GET', '/v1/orders/by-client-id/%E0%A4%A')).toMatchObject({ status: 404 });
  expect(await call('DELETE', '/v1/orders/p99')).toMatchObject({
    status: 404,
    body: { error: { code: 'unknown_order' } },
  });
});

test('pages in a browser are kept out', async () => {
  expect(await call('DELETE', '/v1/orders', undefined, { origin: 'http://evil.example' })).toMatchObject({
    status: 403,
  });
  expect(await call('GET', '/v1/account', undefined, { host: `evil.example:${served.port}` })).toMatchObject({
    status: 403,
  });
  expect(await call('GET', '/v1/account', undefined, { host: `localhost:${served.port}` })).toMatchObject({
    status: 200,
  });
});

test('a rate limit says when to come back, in whole seconds as HTTP has it', async () => {
  const rule = { route: 'account', fault: { kind: 'rate_limit', retryAfterMs: 1_200 }, count: 1 };
  expect(await call('POST', '/control/faults', JSON.stringify(rule))).toMatchObject({ status: 201 });
  expect(await call('GET', '/v1/account')).toMatchObject({ status: 429, retryAfter: '2' });
  expect(await call('GET', '/v1/account')).toMatchObject({ status: 200 });
});

test('the ledger can be read in pages', async () => {
  await call('POST', '/v1/orders', JSON.stringify(order));
  expect(await call('GET', '/control/ledger?after=0')).toMatchObject({ body: { fills: [{ seq: 1 }], next: null } });
  expect(await call('GET', '/control/ledger?after=1')).toMatchObject({ body: { fills: [] } });
  expect(await call('GET', '/control/ledger?after=x')).toMatchObject({ status: 400 });
});

test('a port that is taken is said in a sentence', async () => {
  await expect(servePaper({ port: served.port })).rejects.toThrow(`can't listen on 127.0.0.1:${served.port}`);
});
