import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One HTTP request in bytes, so that a client's write is one system call and nothing else. */
export function requestBytes(
  method: string,
  path: string,
  port: number,
  headers: Record<string, string>,
  body = '',
): Buffer {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers, 'Content-Length': String(body.length) });
  return Buffer.from(
    [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'),
  );
}

/** The demand to stop, as a bot sends it. */
export function killBytes(port: number, token: string, reason = 'benchmark'): Buffer {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return requestBytes('POST', '/kill', port, headers, JSON.stringify({ reason }));
}

/** An open connection to a port of this machine. */
export async function openLine(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  // What becomes of the line is seen by whoever waits for an answer on it.
  socket.on('error', () => undefined);
  return socket;
}

export interface WholeAnswer {
  status: number;
  body: string;
  /** Whether the other side keeps the connection for another request. */
  kept: boolean;
  /** Bytes of it, head and body. */
  length: number;
}

/** The first answer in what has come so far; null while it is not whole. `ended`: nothing more will come. */
export function wholeAnswer(text: string, ended: boolean): WholeAnswer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  const declared = /^content-length: *(\d+)/im.exec(head)?.[1];
  const length = headEnd + 4 + Number(declared ?? 0);
  if (declared === undefined ? !ended : text.length < length) return null;
  const kept = head.startsWith('HTTP/1.1') && !/^connection: *close/im.test(head);
  const body = text.slice(headEnd + 4, declared === undefined ? undefined : length);
  return { status: Number(head.slice(9, 12)), body, kept, length };
}

/** The answer that comes on a line; rejects when the line ends without one, or after `withinMs`. */
export function answerOn(socket: Socket, withinMs: number): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.off('data', take).off('close', closed);
      settle();
    };
    const look = (ended: boolean) => {
      const answer = wholeAnswer(text, ended);
      if (answer) end(() => resolve(answer));
      else if (ended) end(() => reject(new Error('the connection ended without an answer')));
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      look(false);
    };
    const closed = () => look(true);
    const timer = setTimeout(() => end(() => reject(new Error(`no answer within ${withinMs} ms`))), withinMs);
    socket.on('data', take).once('close', closed);
  });
}
