import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { assertNever } from '../../../shared/assert-never.ts';
import { systemClock } from '../../clock.ts';
import { conditionsFor, type Desk, type DeskReply, openDesk } from './desk.ts';
import { paperLimits } from './limits.ts';
import { type Path, pathMatcher } from './paths.ts';
import { type PaperRouteName, paperRoutes, statusOfRefusal } from './routes.ts';
import { memoryStore, openStore } from './store.ts';

export interface ServePaperOptions {
  /** 0 picks a free one. Default 5060. */
  port?: number | undefined;
  /** The folder of `paper.db`; without one the account lives in memory. */
  dataDir?: string | undefined;
  /** Of the prices and the faults of an account that begins now; a stored account keeps its own prices. Default 1. */
  seed?: number | undefined;
  /** From the arrival of a call to its answer (`conditionsFor` has what follows from it). Default 0. */
  latencyMs?: number | undefined;
  /** Begins with so many positions on made-up symbols instead of the demo account. */
  positions?: number | undefined;
  /** With `positions`: so many resting orders, spread over them. Default 0. */
  orders?: number | undefined;
  /** Default true. */
  reduceOnly?: boolean | undefined;
}

const defaultPaperPort = 5060;

export interface ServedPaper {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Serves the paper venue on 127.0.0.1. Rejects with a sentence when the port or the folder can't be used. */
export async function servePaper(options: ServePaperOptions = {}): Promise<ServedPaper> {
  const desk = deskFor(options);
  const server = createServer(
    { noDelay: true, keepAlive: true, requestTimeout: paperLimits.requestMs },
    (request, response) => {
      void serve(desk, request, response);
    },
  );
  server.maxConnections = paperLimits.connections;
  server.keepAliveTimeout = paperLimits.keepAliveMs;
  const port = await listen(server, options.port ?? defaultPaperPort).catch(async (error: Error) => {
    await desk.close();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await desk.close();
    },
  };
}

function deskFor({
  dataDir,
  seed = 1,
  latencyMs = 0,
  positions,
  orders = 0,
  reduceOnly = true,
}: ServePaperOptions): Desk {
  const opened = dataDir === undefined ? null : openStore(join(dataDir, 'paper.db'), systemClock.wallMs());
  if (opened && !opened.ok) throw new Error(`the paper account can't be opened: ${opened.why}`);
  return openDesk({
    clock: systemClock,
    store: opened?.store ?? memoryStore(),
    saved: opened?.saved ?? null,
    seed,
    plan: positions === undefined ? { kind: 'demo' } : { kind: 'synthetic', positions, orders },
    conditions: conditionsFor(latencyMs, reduceOnly),
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`the paper venue can't listen on 127.0.0.1:${port}: ${error.message}`));
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

const match = pathMatcher(
  Object.entries(paperRoutes).map(([name, { method, path }]) => ({ name: name as PaperRouteName, method, path })),
);

async function serve(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isForeign(request))
    return refuse(response, 403, 'only programs on this machine may use the paper venue, no web page');
  const found = match(request.method ?? '', request.url ?? '');
  if (!found) return refuse(response, 404, `there is no ${request.method} ${request.url}`);
  const body = await readBody(request);
  if (!body.ok) return refuse(response, body.status, body.words);
  const reply = await desk.call(found.name, inputOf(found, body.value));
  answer(response, reply, paperRoutes[found.name].status);
}

/**
 * The venue asks nobody who they are, so a page in a browser on the same machine must not reach it: browsers name the page's
 * origin, and a name that was bent to point here shows in `Host`.
 */
function isForeign({ headers, socket }: IncomingMessage): boolean {
  const own = [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`];
  return headers.origin !== undefined || !own.includes(headers.host ?? '');
}

function inputOf(found: Path<PaperRouteName>, body: unknown): unknown {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) return body;
  return { ...found.query, ...body, ...found.params };
}

type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413; words: string };

function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= paperLimits.requestBytes) chunks.push(chunk);
      else resolve({ ok: false, status: 413, words: `a request may have ${paperLimits.requestBytes} bytes` });
    });
    request.on('end', () => resolve(parsed(Buffer.concat(chunks).toString())));
    request.on('error', (error) => resolve({ ok: false, status: 400, words: error.message }));
  });
}

function parsed(text: string): Body {
  try {
    return { ok: true, value: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, words: 'the body is no JSON' };
  }
}

function answer(response: ServerResponse, reply: DeskReply<unknown>, status: number): void {
  switch (reply.kind) {
    case 'answer':
      send(response, status, reply.value);
      return;
    case 'refused': {
      const { kind: _, words, ...rest } = reply;
      const retryAfterMs = reply.retryAfterMs;
      if (retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(retryAfterMs / 1_000));
      send(response, statusOfRefusal[reply.code], { error: { ...rest, message: words } });
      return;
    }
    case 'drop':
      response.socket?.destroy();
      return;
    case 'hang':
      // The client's patience ends it; so does closing the server.
      return;
    default:
      assertNever(reply);
  }
}

function refuse(response: ServerResponse, status: number, words: string): void {
  send(response, status, { error: { code: 'bad_request', message: words } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
