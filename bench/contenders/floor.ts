import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { closeOf, positionsOf } from '../lib/position.ts';
import type { FromFloor, ToFloor } from '../lib/protocol.ts';
import { answerOn, openLine, requestBytes } from '../lib/wire.ts';

/*
 * The floor: the least that can be done between a signal and a broker. Any bytes that arrive are the signal; each close is a
 * buffer made beforehand, put by one write on a socket of its own that is open and has carried a request before.
 */

const lines: { socket: Socket; bytes: Buffer }[] = [];
const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');

async function warm({ brokerPort, positions }: ToFloor): Promise<void> {
  const orders = positionsOf(positions).map((position) =>
    JSON.stringify(closeOf(position, `floor-${position.symbol}`)),
  );
  const sockets = lines.map((line) => line.socket);
  const hello = requestBytes('GET', '/v1/clock', brokerPort, {});
  while (sockets.length < positions) {
    const socket = await openLine(brokerPort);
    socket.write(hello);
    await answerOn(socket, 1_000);
    socket.resume();
    sockets.push(socket);
  }
  for (const { socket } of lines.splice(0)) if (!sockets.includes(socket)) socket.destroy();
  for (const [index, order] of orders.entries()) {
    const socket = sockets[index];
    const headers = { 'Content-Type': 'application/json' };
    if (socket) lines.push({ socket, bytes: requestBytes('POST', '/v1/orders', brokerPort, headers, order) });
  }
  for (const socket of sockets.slice(positions)) socket.destroy();
  tell({ kind: 'warm' });
}

function tell(message: FromFloor): void {
  process.send?.(message);
}

const server = createServer({ noDelay: true }, (signal) => {
  signal.on('error', () => undefined);
  signal.on('data', () => {
    for (const { socket, bytes } of lines) socket.write(bytes);
    signal.write(answer);
  });
});
process.on('disconnect', () => process.exit());
process.on('message', (order: ToFloor) => void warm(order));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address !== null && typeof address === 'object') tell({ kind: 'listening', port: address.port });
