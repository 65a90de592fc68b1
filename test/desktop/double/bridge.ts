import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { say } from './wire.ts';

type Handle = (request: Request) => Promise<Response>;

/**
 * Opens what answers `scram://app/` to a browser that knows no such scheme, on a port of this machine: everything passes the app's own
 * handler, streams as streams.
 */
export function openBridge(handle: Handle): void {
  const server = createServer(async (incoming, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await handle(await requestOf(incoming, gone.signal));
    if (answer.type === 'error') return void response.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) return void response.end();
    const stream = Readable.fromWeb(answer.body as ReadableStream);
    stream.on('error', () => response.destroy()).pipe(response);
  });
  server.listen(0, '127.0.0.1', () => say({ says: 'bridge', port: (server.address() as AddressInfo).port }));
  server.unref();
}

async function requestOf(incoming: IncomingMessage, signal: AbortSignal): Promise<Request> {
  const { method = 'GET', url = '/' } = incoming;
  const { host, origin, accept = '*/*', 'content-type': type } = incoming.headers;
  const headers = new Headers({ accept });
  if (type !== undefined) headers.set('content-type', type);
  // The page's own origin is the bridge's here; any other is handed on as it is.
  if (origin !== undefined) headers.set('origin', origin === `http://${host}` ? 'scram://app' : origin);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? { body: Buffer.concat(await incoming.toArray()) } : {};
  return new Request(`scram://app${url}`, { method, headers, signal, ...body });
}
