import { createServer, type IncomingMessage, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Core } from './core/core.ts';
import { RateLimits } from './core/rate-limits.ts';
import { Refused } from './core/refused.ts';
import { type Fault, type Seed, type Settings, type VenueState, wellBehaved } from './core/types.ts';
import type { FaceAnswer, FaceRequest } from './face.ts';
import { faceOf } from './faces/registry.ts';

/**
 * A crypto venue's REST API in a process of its own, with a control port for tests: `server.ts FACE SETTINGS`. Prints both addresses
 * as one line of JSON when it listens.
 */
const face = faceOf(process.argv[2] ?? '');
const told = JSON.parse(process.argv[3] ?? '{}') as Partial<Settings>;
const core = new Core(face.instruments, { ...wellBehaved, ...face.settings, ...told });
const limits = new RateLimits(face.limits, core.settings);
const calls: string[] = [];
const faults: Fault[] = [];

function carryOut(request: FaceRequest): FaceAnswer {
  for (const route of face.routes) {
    const groups = route.method === request.method ? route.path.exec(request.path) : null;
    if (!groups) continue;
    try {
      if (route.signed) face.authenticate(request, core);
      return { status: 200, body: route.answer(core, request, groups.slice(1)) };
    } catch (error) {
      if (error instanceof Refused) return face.refusal(error, request);
      throw error;
    }
  }
  return { status: 404, body: { error: `no route ${request.method} ${request.path}` } };
}

function faultFor(call: string): Fault | undefined {
  const fault = faults.find(({ match, times }) => times > 0 && new RegExp(match).test(call));
  if (fault) fault.times -= 1;
  return fault;
}

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await requestOf(incoming);
  const call = callOf(request);
  calls.push(call);
  const { limit, weight } = face.weigh(request);
  const count = limits.count(limit, weight);
  const say = ({ status, body, headers }: FaceAnswer) => {
    const more = face.headers?.({ limit, used: count.used }) ?? {};
    response.writeHead(status, { 'Content-Type': 'application/json', ...more, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  if (count.retryAfterMs !== null) return say(face.tooMany(count.retryAfterMs, count.isBanned));
  const fault = faultFor(call);
  const answer: FaceAnswer = !fault || fault.landed ? carryOut(request) : { status: 500, body: {} };
  await new Promise((resolve) => setTimeout(resolve, core.settings.answerMs));
  if (!fault) return say(answer);
  const { what } = fault;
  if (what.kind === 'rate limit') return say(face.tooMany(1_000, false));
  if (what.kind === 'status') return say({ status: what.status, body: what.body });
  if (what.kind === 'text') return say({ status: 200, body: what.text });
  if (what.kind === 'drop') response.destroy();
}

/** Signatures, keys and times of signing differ from call to call and say nothing to a test. */
function callOf({ method, path, params }: FaceRequest): string {
  const left = Object.entries(params).filter(([name]) => !/^(signature|timestamp|recvWindow|nonce)$/.test(name));
  const query = left.map(([name, value]) => `${name}=${value}`).join('&');
  return `${method} ${path}${query === '' ? '' : `?${query}`}`;
}

async function requestOf(incoming: IncomingMessage): Promise<FaceRequest> {
  const { pathname, search, searchParams } = new URL(incoming.url ?? '/', 'http://venue');
  const rawBody = await textOf(incoming);
  const isJson = /json/.test(incoming.headers['content-type'] ?? '') || /^[[{]/.test(rawBody);
  const json: unknown = isJson && rawBody !== '' ? JSON.parse(rawBody) : undefined;
  const fields = isJson ? Object.entries(json ?? {}) : [...new URLSearchParams(rawBody)];
  const params: Record<string, string> = {};
  for (const [name, value] of [...searchParams, ...fields]) params[name] = textIn(value);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  return { method: incoming.method ?? '', path: pathname, params, rawQuery: search.slice(1), rawBody, json, headers };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const control: Record<string, (body: unknown) => unknown> = {
  'GET /state': (): VenueState => ({
    balances: Object.fromEntries(core.holdings.balances()),
    positions: core.holdings.positions(),
    orders: core.live(),
    fills: core.fills,
    calls,
    tooMany: limits.tooMany,
    banned: limits.banned,
  }),
  'POST /settings': (body) => void Object.assign(core.settings, body),
  'POST /faults': (body) => void faults.push(body as Fault),
  'DELETE /faults': () => void faults.splice(0),
  'POST /seed': (body) => core.seed(body as Seed),
  'POST /fill': (body) => core.fill((body as { id: string }).id),
};

async function serveControl(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await textOf(incoming);
  const body: unknown = text === '' ? null : JSON.parse(text);
  const said = control[`${incoming.method} ${incoming.url}`]?.(body) ?? {};
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(said));
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += chunk;
  return text;
}

function listen(
  handler: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>,
  options: ServerOptions = {},
): Promise<string> {
  const server = createServer(options, (incoming, response) => void handler(incoming, response));
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

// A kept connection of a test is never closed under it: on a loaded machine it would write to one that is closed already.
const [url, controlUrl] = [await listen(serve), await listen(serveControl, { keepAliveTimeout: 0 })];
process.stdout.write(`${JSON.stringify({ url, controlUrl })}\n`);
