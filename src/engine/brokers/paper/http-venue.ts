import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { paperLimits } from './limits.ts';
import { type PaperAnswer, type PaperInput, type PaperRouteName, paperRoutes, RefusalBody } from './routes.ts';
import type { PaperVenue, VenueReply } from './venue.ts';

interface Written {
  method: string;
  path: string;
  body: string | null;
}

type Raw = { kind: 'http'; status: number; text: string } | { kind: 'silence' | 'unreached'; words: string };

/** The venue in a process of its own, over connections that are kept open. `url` is its address, such as `http://127.0.0.1:5060`. */
export function httpVenue(url: string): PaperVenue {
  const base = new URL(url);
  const agent = new Agent({
    keepAlive: true,
    maxSockets: paperLimits.sockets,
    maxFreeSockets: paperLimits.sockets,
  });
  const send = (written: Written, over: Agent | false = agent) => sendOnce(base, over, written);
  const warmth = keepWarm(() => send({ method: 'GET', path: paperRoutes.clock.path, body: null }));

  async function call<R extends PaperRouteName>(route: R, input: PaperInput<R>): Promise<VenueReply<PaperAnswer<R>>> {
    const written = write(route, input);
    const sent = await send(written);
    // A kept connection that the venue closed just now looks like this. Asking again changes nothing there, and goes over a
    // new connection, because the other kept ones may be as dead.
    const raw = sent.kind === 'silence' && sent.stale && written.method === 'GET' ? await send(written, false) : sent;
    if (raw.kind !== 'http') warmth.lost();
    return understand(route, raw);
  }

  return {
    call,
    warm: warmth.warm,
    async dispose() {
      warmth.stop();
      agent.destroy();
    },
  };
}

/** Calls with a body have no fields in their path, the others have all of theirs in path and query. */
function write<R extends PaperRouteName>(route: R, input: PaperInput<R>): Written {
  const { method, path } = paperRoutes[route];
  if (method === 'POST' || method === 'PUT') return { method, path, body: JSON.stringify(input) };
  const rest = new URLSearchParams(Object.entries(input ?? {}).map(([name, value]) => [name, String(value)]));
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name) ?? '';
    rest.delete(name);
    return encodeURIComponent(value);
  });
  return { method, path: rest.size === 0 ? filled : `${filled}?${rest}`, body: null };
}

type Sent =
  | Exclude<Raw, { kind: 'silence' | 'unreached' }>
  | { kind: 'silence' | 'unreached'; words: string; stale: boolean };

/** Errors of a connection that was never made. */
const neverConnected: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

function sendOnce(base: URL, agent: Agent | false, { method, path, body }: Written): Promise<Sent> {
  return new Promise((resolve) => {
    const { hostname, port, host } = base;
    // A flat list goes to the wire as it is; an object costs a validated, stored and sorted entry for each header.
    const headers = body === null ? ['Host', host] : ['Host', host, ...bodyHeaders(body)];
    const call = httpRequest({ agent, hostname, port, method, path, headers });
    const limit = setTimeout(() => {
      call.destroy(new Error(`no answer within ${paperLimits.callMs} ms`));
    }, paperLimits.callMs);
    const end = (sent: Sent) => {
      clearTimeout(limit);
      resolve(sent);
    };
    call.on('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      const kind = neverConnected.includes(code) ? 'unreached' : 'silence';
      end({ kind, words: error.message, stale: call.reusedSocket && code === 'ECONNRESET' });
    });
    call.on('response', (answer) => {
      collect(answer).then(
        (text) => end({ kind: 'http', status: answer.statusCode ?? 0, text }),
        (error: Error) => end({ kind: 'silence', words: error.message, stale: false }),
      );
    });
    call.end(body ?? undefined);
  });
}

function bodyHeaders(body: string): string[] {
  return ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(body))];
}

function collect(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > paperLimits.answerBytes)
        answer.destroy(new Error(`the answer is over ${paperLimits.answerBytes} bytes`));
      else chunks.push(chunk);
    });
    answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    answer.on('error', reject);
    answer.on('close', () => {
      if (!answer.complete) reject(new Error('the answer broke off'));
    });
  });
}

function understand<R extends PaperRouteName>(route: R, raw: Raw): VenueReply<PaperAnswer<R>> {
  if (raw.kind !== 'http') return { kind: raw.kind, words: raw.words };
  const { status, text } = raw;
  const body = parseJson(text);
  if (status >= 200 && status < 300) {
    const answer = paperRoutes[route].response.safeParse(body);
    if (answer.success) return { kind: 'answer', value: answer.data as PaperAnswer<R> };
    return { kind: 'silence', words: `an answer of another shape than agreed: ${text.slice(0, 200)}` };
  }
  const refusal = RefusalBody.safeParse(body);
  if (!refusal.success) return { kind: 'silence', words: `HTTP ${status}: ${text.slice(0, 200)}` };
  const { code, message, retryAfterMs } = refusal.data.error;
  return { kind: 'refused', code, words: message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Keeps connections open by asking for the time on all of them at once: when they are first wanted, when more are wanted, after
 * one was lost, and before the venue would close them. `ask` never rejects.
 */
function keepWarm(ask: () => Promise<unknown>) {
  let wanted = 0;
  let warm = 0;
  let timer: NodeJS.Timeout | undefined;
  const fill = async () => {
    warm = wanted;
    await Promise.all(Array.from({ length: wanted }, ask));
  };
  return {
    async warm(connections: number) {
      wanted = Math.min(Math.max(connections, paperLimits.warmSocketsMin), paperLimits.warmSocketsMax);
      timer ??= setInterval(() => void fill(), paperLimits.warmIntervalMs).unref();
      if (wanted > warm) await fill();
    },
    lost() {
      warm = 0;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
