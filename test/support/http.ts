import { request } from 'node:http';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface HttpCall {
  port: number;
  method?: string;
  path: string;
  token?: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
}

/** Longer than anything that is answered at all takes on a busy machine. */
const answerWithinMs = 90_000;

/** One plain HTTP call on loopback. Rejects when no answer comes, at the latest after `answerWithinMs`. */
export function call({ port, method = 'GET', path, token, headers = {}, body }: HttpCall): Promise<HttpAnswer> {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        signal: AbortSignal.timeout(answerWithinMs),
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(typeof body === 'object' && { 'content-type': 'application/json' }),
          ...(text !== undefined && { 'content-length': String(Buffer.byteLength(text)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode = 0 } = response;
          resolve({ status: statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', (error) => {
      const why = error.name === 'AbortError' ? `no answer within ${answerWithinMs} ms` : error.message;
      reject(new Error(`${method} ${path} at port ${port}: ${why}`, { cause: error }));
    });
    sent.end(text);
  });
}

export async function callJson<T = Record<string, unknown>>(what: HttpCall): Promise<{ status: number; json: T }> {
  const answer = await call(what);
  return { status: answer.status, json: JSON.parse(answer.body) as T };
}

/** Asks again and again until the answer is as wanted; rejects with the last one when it never is. */
export async function until<T>(ask: () => Promise<T>, wanted: (value: T) => boolean, withinMs = 45_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (wanted(value)) return value;
    if (performance.now() > deadline) throw new Error(`not as wanted after ${withinMs} ms: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
