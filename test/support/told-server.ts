import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A server on a real socket that says what a test tells it to, whether or not that is HTTP. */
export interface ToldServer {
  url: string;
  /** The request of every connection so far, as it came. */
  requests: string[];
  sockets: Socket[];
  close(): void;
}

export const streamHead = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n';

export const armed = { state: 'armed', flat: null, trading: true, reason: null, killId: null, paper: true };
export const killed = { state: 'killing', trading: false, reason: 'kill switch engaged', killId: 'k' };

export function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** `say` is called with each connection once its request is whole; `number` counts from 0. */
export async function startToldServer(
  say: (socket: Socket, request: string, number: number) => void,
): Promise<ToldServer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const number = sockets.push(socket) - 1;
    socket.on('error', () => socket.destroy());
    let request = '';
    socket.on('data', (chunk) => {
      request += chunk.toString();
      const bodyBytes = Number(/content-length: (\d+)/i.exec(request)?.[1] ?? 0);
      const end = request.indexOf('\r\n\r\n');
      if (end < 0 || request.length < end + 4 + bodyBytes) return;
      requests.push(request);
      say(socket, request, number);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${port}`, requests, sockets, close };
}

/** Signs of life until the connection ends. */
export function keepAlive(socket: Socket, everyMs = 100): NodeJS.Timeout {
  const timer = setInterval(() => socket.write(': alive\n\n'), everyMs);
  socket.once('close', () => clearInterval(timer));
  return timer;
}

export function steadilyArmed(socket: Socket): void {
  socket.write(streamHead + event('snapshot', armed));
  keepAlive(socket);
}
