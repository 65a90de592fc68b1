import { createServer } from 'node:http';
import { Readable } from 'node:stream';

type Handle = (request: Request) => Promise<Response>;

/**
 * Opens what answers `scram://app/` to a browser that knows no such scheme, on a port of this machine: everything passes the app's own
 * handler, streams as streams. What the browser says of its origin is left out, because it is this bridge's.
 */
export function openBridge(handle: Handle): Promise<number> {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const headers = new Headers({ accept: request.headers.accept ?? '*/*' });
    const type = request.headers['content-type'];
    if (type !== undefined) headers.set('content-type', type);
    const body = hasBody ? { body: Buffer.concat(await request.toArray()) } : {};
    const answer = await handle(new Request(`scram://app${url}`, { method, headers, signal: gone.signal, ...body }));
    if (answer.type === 'error') return void response.destroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) return void response.end();
    const stream = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
    stream.on('error', () => response.destroy()).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
