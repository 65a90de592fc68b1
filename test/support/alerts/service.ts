import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, type TestContext } from 'vitest';

/** A request as a service received it. `atMs`: when it was whole, monotonic. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  atMs: number;
}

/** A service on a real socket. `answer` may be changed while it runs; what it leaves unanswered hangs. */
export interface Service {
  url: string;
  port: number;
  received: Received[];
  answer: (response: ServerResponse, request: Received) => void;
  close(): void;
}

export function says(status: number, body: string | object = '', headers: Record<string, string> = {}) {
  return (response: ServerResponse) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, headers).end(text);
  };
}

/** `atEnd`: of the test's own context, where tests run side by side. */
export async function startService(
  answer: Service['answer'],
  port = 0,
  atEnd: TestContext['onTestFinished'] = onTestFinished,
): Promise<Service> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, path: url, headers, body, atMs: performance.now() };
      service.received.push(received);
      service.answer(response, received);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = (server.address() as AddressInfo).port;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const service: Service = { url: `http://127.0.0.1:${bound}`, port: bound, received: [], answer, close };
  atEnd(close);
  return service;
}

/** An address at which nobody listens. */
export async function deadAddress(): Promise<string> {
  const service = await startService(says(200));
  service.close();
  return service.url;
}
