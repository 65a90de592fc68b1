import type { Agent, IncomingMessage } from 'node:http';
import { type WebClient, webClientFor } from '../../http-or-https.ts';
import { keepWarm } from './keep-warm.ts';

export interface WarmHttpLimits {
  /** One call, from the write to the last byte. */
  callMs: number;
  answerBytes: number;
  sockets: number;
  warmSocketsMin: number;
  warmSocketsMax: number;
  warmIntervalMs: number;
}

export interface Written {
  method: string;
  /** With its query; appended to the path of the base address. */
  path: string;
  body: string | null;
  /** Names and values in turn, beside those of every call. With them the kind of the body has to be said; without, it is JSON. */
  headers?: readonly string[];
}

/**
 * What came of a call. `silence`: no whole answer, so that a command may have landed all the same. `unreached`: the call never
 * left this side, so that it surely has not.
 */
export type Sent =
  | { kind: 'http'; status: number; text: string; rawHeaders: readonly string[] }
  | { kind: 'silence' | 'unreached'; words: string };

interface WarmHttpOptions {
  /** Such as `http://127.0.0.1:5060`; it may have a path of its own. */
  base: string;
  limits: WarmHttpLimits;
  /** Names and values in turn, sent with every call. */
  headers: readonly string[];
  /** What is asked to keep a connection open: cheap, and without effect. */
  warmPath: string;
  /** Whether such calls may go out now; left out: always. */
  mayWarm?: () => boolean;
  /** Told of each such call before it goes out; what it returns is told of the answer. */
  onWarm?: () => (sent: Sent) => void;
}

export interface WarmHttp {
  /** Handed to the socket before the promise is returned; bounded in time and bytes; never rejects. */
  send(written: Written): Promise<Sent>;
  /** Sees to it that so many calls can be made at once without waiting for a connection. Never rejects. */
  warm(connections: number): Promise<void>;
  dispose(): void;
}

type Tried = Sent & { stale?: boolean };

/** One server over connections that are kept open. Redirects are answers like any other: an order is not carried elsewhere. */
export function warmHttp({ base: address, limits, headers, warmPath, mayWarm, onWarm }: WarmHttpOptions): WarmHttp {
  const base = new URL(address);
  const client = webClientFor(base);
  const { sockets } = limits;
  const pool = { keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets };
  const target: Target = {
    base,
    prefix: base.pathname.replace(/\/$/, ''),
    request: client.request,
    headers: ['Host', base.host, ...headers],
    limits,
  };
  const agent = new client.Agent(pool);
  const warmth = keepWarm(limits, async () => {
    if (mayWarm?.() === false) return;
    const heard = onWarm?.();
    const sent = await sendOnce(target, agent, { method: 'GET', path: warmPath, body: null });
    heard?.(sent);
  });
  let disposed = false;

  return {
    async send(written) {
      if (disposed) return { kind: 'unreached', words: 'the connections are closed' };
      const sent = await sendOnce(target, agent, written);
      // A kept connection that the server closed just now looks like this. Asking again changes nothing there, and goes over a
      // new connection, because the other kept ones may be as dead. A command is never repeated blindly.
      const again = sent.stale === true && written.method === 'GET' && !disposed;
      const said = again ? await sendOnce(target, false, written) : sent;
      if (said.kind !== 'http') warmth.lost();
      return said;
    },
    warm: warmth.warm,
    dispose() {
      disposed = true;
      warmth.stop();
      agent.destroy();
    },
  };
}

/** A header of an answer; its first value where there are several. `name` in lower case. */
export function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) return rawHeaders[at + 1];
  }
  return undefined;
}

interface Target {
  base: URL;
  prefix: string;
  request: WebClient['request'];
  /** A flat list goes to the wire as it is; an object costs a validated, stored and sorted entry for each header. */
  headers: readonly string[];
  limits: WarmHttpLimits;
}

/** Errors of a connection that was never made. */
const neverConnected: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

function sendOnce(target: Target, agent: Agent | false, written: Written): Promise<Tried> {
  const { method, path, body } = written;
  const { base, prefix, request, limits } = target;
  return new Promise((resolve) => {
    const { hostname, port } = base;
    const headers = headersOf(target.headers, written);
    const call = request({ agent, hostname, port, method, path: `${prefix}${path}`, headers });
    const limit = setTimeout(() => {
      call.destroy(new Error(`no answer within ${limits.callMs} ms`));
    }, limits.callMs);
    const end = (sent: Tried) => {
      clearTimeout(limit);
      resolve(sent);
    };
    call.on('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      const kind = neverConnected.includes(code) ? 'unreached' : 'silence';
      end({ kind, words: error.message, stale: call.reusedSocket && code === 'ECONNRESET' });
    });
    call.on('response', (answer) => {
      collect(answer, limits.answerBytes).then(
        (text) => end({ kind: 'http', status: answer.statusCode ?? 0, text, rawHeaders: answer.rawHeaders }),
        (error: Error) => end({ kind: 'silence', words: error.message }),
      );
    });
    call.end(body ?? undefined);
  });
}

const jsonHeaders: readonly string[] = ['Content-Type', 'application/json'];

function headersOf(common: readonly string[], { body, headers }: Written): readonly string[] {
  const own = headers ?? (body === null ? [] : jsonHeaders);
  if (body === null) return own.length === 0 ? common : [...common, ...own];
  return [...common, ...own, 'Content-Length', String(Buffer.byteLength(body))];
}

function collect(answer: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) answer.destroy(new Error(`the answer is over ${limitBytes} bytes`));
      else chunks.push(chunk);
    });
    answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    answer.on('error', reject);
    answer.on('close', () => {
      if (!answer.complete) reject(new Error('the answer broke off'));
    });
  });
}
