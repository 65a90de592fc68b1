import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account } from './account.ts';
import { PublishedOrderRequest } from './published.ts';
import { Refused } from './refused.ts';
import { type Fault, type OrderRequest, type Seed, type Settings, type VenueState, wellBehaved } from './types.ts';
import { accountView, clockView, orderView, positionViews } from './views.ts';

/**
 * Alpaca's trading API as far as Scram speaks it, in a process of its own, with a control port for tests. Prints both addresses
 * as one line of JSON when it listens.
 */
const account = new Account({ ...wellBehaved, ...(JSON.parse(process.argv[2] ?? '{}') as Partial<Settings>) });
const { settings } = account;
const calls: string[] = [];
const faults: Fault[] = [];
let tooMany = 0;
const window = { endsMs: 0, count: 0 };

type Answer = [status: number, body?: unknown];

const routes: [method: string, path: RegExp, answer: (match: RegExpExecArray, url: URL, body: unknown) => Answer][] = [
  ['GET', /^\/v2\/account$/, () => [200, accountView(account)]],
  ['GET', /^\/v2\/clock$/, () => [200, clockView(account)]],
  ['GET', /^\/v2\/positions$/, () => [200, positionViews(account)]],
  [
    'DELETE',
    /^\/v2\/positions\/([^/]+)$/,
    ([, symbol = '']) => [200, orderView(account.liquidate(decodeURIComponent(symbol)))],
  ],
  ['DELETE', /^\/v2\/positions$/, () => [207, liquidateEach()]],
  ['GET', /^\/v2\/orders$/, (_, url) => [200, openOrders(url.searchParams)]],
  ['POST', /^\/v2\/orders$/, (_match, _url, body) => [200, orderView(account.place(orderOf(body)))]],
  ['DELETE', /^\/v2\/orders$/, () => [207, cancelEach()]],
  [
    'GET',
    /^\/v2\/orders:by_client_order_id$/,
    (_, url) => [200, find('clientOrderId', url.searchParams.get('client_order_id'))],
  ],
  ['GET', /^\/v2\/orders\/([^/]+)$/, ([, id = '']) => [200, find('id', id)]],
  ['DELETE', /^\/v2\/orders\/([^/]+)$/, ([, id = '']) => cancelOne(id)],
];

function orderOf(body: unknown): OrderRequest {
  const request = PublishedOrderRequest.safeParse(body);
  if (request.success) return request.data as OrderRequest;
  throw new Refused(422, 40010001, request.error.issues.map(({ message }) => message).join('; '));
}

/** The newest first. A held leg of a bracket is in no list of open orders. */
function openOrders(query: URLSearchParams): object[] {
  const listed = account
    .live()
    .filter(({ status }) => status !== 'held')
    .reverse();
  const before = query.get('before_order_id');
  const from = before === null ? 0 : listed.findIndex(({ id }) => id === before) + 1;
  return listed.slice(from, from + Math.min(500, Number(query.get('limit') ?? 50))).map(orderView);
}

function find(field: 'id' | 'clientOrderId', value: string | null): object {
  const order = [...account.orders.values()].find((each) => each[field] === value);
  if (!order) throw new Refused(404, 40410000, `order not found for ${value}`);
  return orderView(order);
}

function cancelOne(id: string): Answer {
  account.cancel(id);
  return [204];
}

function cancelEach(): object[] {
  const listed = account.live().filter(({ status }) => status !== 'held');
  return listed.map(({ id }) => {
    try {
      account.cancel(id);
      return { id, status: 200 };
    } catch (error) {
      return { id, status: error instanceof Refused ? error.status : 500 };
    }
  });
}

function liquidateEach(): object[] {
  return account.positions().map(([asset]) => {
    const symbol = asset.symbol.replace('/', '');
    try {
      return { symbol, status: 200, body: orderView(account.liquidate(symbol)) };
    } catch (error) {
      if (error instanceof Refused) return { symbol, status: error.status, body: error.body };
      throw error;
    }
  });
}

function carryOut(method: string, url: URL, body: unknown): Answer {
  for (const [wanted, path, answer] of routes) {
    const match = wanted === method ? path.exec(url.pathname) : null;
    if (!match) continue;
    try {
      return answer(match, url, body);
    } catch (error) {
      if (error instanceof Refused) return [error.status, error.body];
      throw error;
    }
  }
  return [404, { message: 'endpoint not found.' }];
}

function isAllowed({ headers }: IncomingMessage): boolean {
  return headers['apca-api-key-id'] === settings.keyId && headers['apca-api-secret-key'] === settings.secretKey;
}

/** Counts a call in the venue's minute; the headers that tell of it, and whether it was one too many. */
function count(): { headers: Record<string, string>; isOver: boolean } {
  if (Date.now() >= window.endsMs) Object.assign(window, { endsMs: Date.now() + 60_000, count: 0 });
  window.count += 1;
  const { requestsPerMinute: limit } = settings;
  const headers = {
    'X-Ratelimit-Limit': String(limit),
    'X-Ratelimit-Remaining': String(Math.max(0, limit - window.count)),
    'X-Ratelimit-Reset': String(Math.ceil(window.endsMs / 1_000)),
  };
  return { headers, isOver: window.count > limit };
}

function faultFor(call: string): Fault | undefined {
  const fault = faults.find(({ method, path, times }) => times > 0 && new RegExp(`^${method} ${path}`).test(call));
  if (fault) fault.times -= 1;
  return fault;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const method = request.method ?? '';
  const target = request.url ?? '';
  const call = `${method} ${target}`;
  const { headers, isOver } = count();
  const say = (status: number, said?: unknown) => {
    const { retryAfterSeconds } = settings;
    const wait = status === 429 && retryAfterSeconds !== null ? { 'Retry-After': String(retryAfterSeconds) } : {};
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers, ...wait });
    response.end(typeof said === 'string' ? said : said === undefined ? undefined : JSON.stringify(said));
  };
  if (!isAllowed(request)) return say(401, { code: 40110000, message: 'request is not authorized' });
  calls.push(call);
  if (isOver) {
    tooMany += 1;
    return say(429, { code: 42910000, message: 'rate limit exceeded' });
  }
  const fault = faultFor(call);
  const answer: Answer = !fault || fault.landed ? carryOut(method, new URL(target, 'http://venue'), body) : [500];
  await new Promise((resolve) => setTimeout(resolve, settings.answerMs));
  if (!fault) return say(...answer);
  const { what } = fault;
  if (what.kind === 'status') return say(what.status, what.body);
  if (what.kind === 'text') return say(200, what.text);
  if (what.kind === 'drop') response.destroy();
}

const control: Record<string, (body: unknown) => unknown> = {
  'GET /state': (): VenueState => ({
    positions: Object.fromEntries(account.positions().map(([{ symbol }, quantity]) => [symbol, quantity])),
    orders: account.live().map(({ id, clientOrderId, asset, side, status, type }) => ({
      id,
      clientOrderId,
      symbol: asset.symbol,
      side,
      status,
      type,
    })),
    fills: account.fills,
    calls,
    tooMany,
  }),
  'POST /settings': (body) => {
    Object.assign(settings, body);
    if (settings.marketOpen) account.marketOpened();
  },
  'POST /faults': (body) => void faults.push(body as Fault),
  'DELETE /faults': () => void faults.splice(0),
  'POST /seed': (body) => account.seed(body as Seed),
};

async function serveControl(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const said = control[`${request.method} ${request.url}`]?.(body) ?? {};
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(said));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? null : JSON.parse(text);
}

function listen(handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
  const server = createServer((request, response) => void handler(request, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

const [url, controlUrl] = [await listen(serve), await listen(serveControl)];
process.stdout.write(`${JSON.stringify({ url, controlUrl })}\n`);
