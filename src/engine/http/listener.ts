import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, { type Express } from 'express';
import { httpsModule } from '../http-or-https.ts';
import { foreignHost, notFound, sendFailure } from './answer.ts';
import { httpLimits } from './limits.ts';
import type { Sockets } from './sockets.ts';
import type { Streams } from './streams.ts';

export interface ListenAt {
  host: string;
  /** 0 picks a free one. */
  port: number;
  tls?: { cert: Buffer; key: Buffer };
}

/** An open listener. */
export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** An Express application with the rules that hold for every route of both listeners. */
export function newApp(isOwnHost: (host: string | undefined) => boolean, reportBug: (error: unknown) => void) {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use((request, response, next) => {
    if (isOwnHost(request.headers.host)) next();
    else sendFailure(response, foreignHost);
  });
  return {
    app,
    /** To be called after the last route. */
    finish() {
      app.use((_request, response) => sendFailure(response, notFound));
      app.use((error: unknown, _request: IncomingMessage, response: ServerResponse, _next: () => void) => {
        if (isRequestFault(error)) {
          const hint = 'Correct the address.';
          sendFailure(response, { code: 'bad_request', message: 'The address is malformed.', hint, field: 'path' });
          return;
        }
        reportBug(error);
        const hint = 'The engine goes on working; its log says more.';
        sendFailure(response, { code: 'failed', message: 'That went wrong inside the engine.', hint });
      });
    },
  };
}

/** What Express itself throws for a request that is wrong, such as a broken percent-encoding. */
function isRequestFault(error: unknown): boolean {
  return error instanceof URIError || (error instanceof Error && 'status' in error && error.status === 400);
}

/** Opens a port for an application; rejects with the system's error when it can't (taken, forbidden). */
export async function listen(app: Express, at: ListenAt, sockets: Sockets, streams: Streams): Promise<Listener> {
  const options = {
    maxHeaderSize: httpLimits.headerBytes,
    headersTimeout: httpLimits.headersMs,
    requestTimeout: httpLimits.requestMs,
    keepAliveTimeout: httpLimits.keepAliveMs,
    noDelay: true,
    // One that is missing is a foreign one, and answered as that.
    requireHostHeader: false,
  };
  const server: Server = at.tls
    ? httpsModule().createServer({ ...options, ...at.tls }, app)
    : createHttpServer(options, app);
  server.maxHeadersCount = httpLimits.headersCount;
  // An expectation that nobody knows may be ignored; a kill must not be refused for it.
  server.on('checkExpectation', (request, response) => app(request, response));
  sockets.watch(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : at.port;
  return { port, close: () => closeServer(server, sockets, streams) };
}

/** Lets what is being answered finish, within bounds; streams are ended, idle sockets closed. */
async function closeServer(server: Server, sockets: Sockets, streams: Streams): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  streams.closeAll();
  server.closeIdleConnections();
  const timer = setTimeout(() => sockets.closeAll(), httpLimits.stopMs);
  await closed;
  clearTimeout(timer);
}
