import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as z from 'zod';
import { EngineChange } from '../../src/client/feed.ts';
import { JournalRow } from '../../src/shared/api/journal.ts';
import {
  type ControlRouteName,
  controlRoutes,
  deviceRoutes,
  eventsPath,
  type Route,
  sessionCodePath,
} from '../../src/shared/api/routes.ts';
import { EngineState } from '../../src/shared/api/state.ts';
import { dataFiles } from '../../src/shared/data-folder.ts';
import { EngineFile } from '../../src/shared/engine-file.ts';
import { type Failure, statusOfCode } from '../../src/shared/failure.ts';

type Answers = {
  [Name in ControlRouteName]?: (call: DoubleCall) => z.output<(typeof controlRoutes)[Name]['response']>;
};

export interface DoubleCall {
  path: string;
  params: Record<string, string>;
  query: { kind?: string; before?: string; limit?: string; q?: string };
  request: unknown;
  source: string | undefined;
}

/** Thrown by an answer to refuse with a failure. */
export class Refusal extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface EngineDouble {
  folder: string;
  port: number;
  /** Every call that came through, in order. */
  calls: DoubleCall[];
  answers: Answers;
  /** The snapshot that a new stream starts with. */
  state: EngineState;
  change(change: EngineChange): void;
  row(row: JournalRow): void;
  streamCount(): number;
  /** Ends every open stream, as a broken connection does. */
  breakStreams(): void;
  /** While false nothing is sent on the streams, not even a keep-alive. */
  isTalking: boolean;
  /** Answers every call with this HTTP status and text instead, when set. */
  garbage: { status: number; text: string } | null;
  close(): Promise<void>;
}

export const doubleToken = 'operator-token-of-the-double';
export const signInCode = 'sign-in-code-of-the-double';

/**
 * The control listener as the tables in `src/shared/api` have it, and nothing of an engine behind it. What a test makes it say
 * is checked against the route's own schema, so that no test can lean on an answer that an engine could not give.
 */
export async function serveDouble(state: EngineState): Promise<EngineDouble> {
  const folder = mkdtempSync(join(tmpdir(), 'scram-cli-'));
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => void handle(double, streams, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const send = (event: string, data: unknown): void => {
    if (double.isTalking)
      for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const keepAlive = setInterval(() => {
    if (double.isTalking) for (const stream of streams) stream.write(':\n\n');
  }, 1_000);
  const double: EngineDouble = {
    folder,
    port,
    calls: [],
    answers: {},
    state: EngineState.parse(state),
    isTalking: true,
    garbage: null,
    change(change) {
      double.state = EngineState.parse({ ...double.state, ...EngineChange.parse(change) });
      send('change', change);
    },
    row: (row) => send('journal', JournalRow.parse(row)),
    streamCount: () => streams.size,
    breakStreams() {
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
    async close() {
      clearInterval(keepAlive);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  writeEngineFiles(folder, { controlPort: port, devicePort: port });
  return double;
}

export function writeEngineFiles(folder: string, file: Partial<EngineFile>, token = doubleToken): void {
  const whole = EngineFile.parse({
    pid: process.pid,
    devicePort: 5050,
    controlPort: 5051,
    version: '0.0.0',
    startedAt: new Date().toISOString(),
    ...file,
  });
  writeFileSync(join(folder, dataFiles.engine), JSON.stringify(whole));
  writeFileSync(join(folder, dataFiles.operatorToken), `${token}\n`, { mode: 0o600 });
  writeFileSync(join(folder, dataFiles.botToken), 'bot-token-of-the-double\n', { mode: 0o600 });
}

async function handle(
  double: EngineDouble,
  streams: Set<ServerResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (double.garbage) return end(response, double.garbage.status, double.garbage.text);
  if (request.headers.authorization !== `Bearer ${doubleToken}`) {
    return refuse(response, { code: 'unauthenticated', message: 'The token is wrong.', hint: 'Read operator.token.' });
  }
  if (url.pathname === eventsPath) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (double.isTalking) response.write(`event: snapshot\ndata: ${JSON.stringify(double.state)}\n\n`);
    else response.flushHeaders();
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  if (request.method === 'POST' && url.pathname === sessionCodePath) {
    return end(response, 200, JSON.stringify({ code: signInCode, expiresInSeconds: 60 }));
  }
  const matched = match(request.method ?? '', url.pathname);
  const answer = matched && double.answers[matched.name];
  if (!matched || !answer) return refuse(response, { code: 'not_found', message: 'No such route.', hint: '' });
  const text = await textOf(request);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const call: DoubleCall = {
    path: url.pathname,
    params: matched.params,
    query: Object.fromEntries(url.searchParams),
    request: matched.route.request ? matched.route.request.parse(body) : undefined,
    source: request.headers['x-scram-source']?.toString(),
  };
  matched.route.query?.parse(call.query);
  double.calls.push(call);
  try {
    end(response, 200, JSON.stringify(matched.route.response.parse(answer(call))));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(response, error.failure);
  }
}

function match(
  method: string,
  path: string,
): { name: ControlRouteName; route: Route; params: Record<string, string> } | null {
  if (method === deviceRoutes.kill.method && path === deviceRoutes.kill.path) {
    return { name: 'kill', route: deviceRoutes.kill, params: {} };
  }
  for (const [name, route] of Object.entries(controlRoutes)) {
    const pattern = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const found = route.method === method ? pattern.exec(path) : null;
    if (!found) continue;
    const params = Object.entries(found.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { name: name as ControlRouteName, route, params: Object.fromEntries(params) };
  }
  return null;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function refuse(response: ServerResponse, failure: Failure): void {
  end(response, statusOfCode[failure.code], JSON.stringify({ error: failure }));
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(text);
}
