import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type EventStream, Streams } from './streams.ts';

let server: Server;
afterEach(() => server.close());

it('ends a stream that nobody reads, and writes nothing more to it', async () => {
  const streams = new Streams();
  const errors: Error[] = [];
  const begun = Promise.withResolvers<{ stream: EventStream; response: ServerResponse }>();
  server = createServer((request, response) => {
    response.on('error', (error) => errors.push(error));
    const stream = streams.begin(request, response);
    if (stream) begun.resolve({ stream, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answered = Promise.withResolvers<IncomingMessage>();
  get({ host: '127.0.0.1', port }, (answer) => answered.resolve(answer.on('error', () => undefined)));
  const { stream, response } = await begun.promise;
  stream.send('change', 'more than the system takes from who is not read: '.repeat(80_000));
  await answered.promise;
  stream.end();
  stream.send('risk', 'too late');
  await expect.poll(() => response.destroyed, { timeout: 5_000 }).toBe(true);
  expect(errors).toEqual([]);
});
