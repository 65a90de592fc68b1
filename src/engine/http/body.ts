import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { Failure } from '../../shared/failure.ts';
import { limits } from '../../shared/limits.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import { httpLimits } from './limits.ts';

export type RawBody =
  | { kind: 'whole'; text: string }
  | { kind: 'too_large' }
  | { kind: 'too_slow' }
  | { kind: 'broken' };

/** The request's body, as far as it comes within `maxBytes` and `maxMs`. Never throws, never waits longer. */
export function readBody(request: IncomingMessage, maxBytes: number, maxMs: number): Promise<RawBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => end({ kind: 'too_slow' }), maxMs);
    const end = (body: RawBody) => {
      clearTimeout(timer);
      request.off('data', take).off('end', whole).off('error', broken).off('close', broken);
      // What still comes is thrown away, so that the answer can be read by a peer that is busy sending.
      if (body.kind !== 'whole') request.resume();
      resolve(body);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) end({ kind: 'too_large' });
      else chunks.push(chunk);
    };
    const whole = () => end({ kind: 'whole', text: Buffer.concat(chunks).toString('utf8') });
    const broken = () => end({ kind: 'broken' });
    request.on('data', take).on('end', whole).on('error', broken).on('close', broken);
  });
}

/** The reason in a kill's body, if there is one to be found; a kill is never refused for its body. */
export function reasonIn(body: RawBody): string | undefined {
  if (body.kind !== 'whole') return undefined;
  try {
    const json: unknown = JSON.parse(body.text);
    const reason = json !== null && typeof json === 'object' && 'reason' in json ? json.reason : undefined;
    return typeof reason === 'string' ? reason : undefined;
  } catch {
    return undefined;
  }
}

/** The body as a route's schema wants it, or what is wrong with it, by field. */
export async function parseBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<Result<T>> {
  const body = await readBody(request, limits.bodyBytes, httpLimits.bodyMs);
  if (body.kind === 'too_large') return refuse(tooLarge);
  if (body.kind !== 'whole') return refuse(bad('The body did not arrive whole.', 'Send the request again.'));
  if (!isJson(request) && body.text !== '') {
    return refuse(bad('The body must be JSON.', 'Send it with Content-Type: application/json.', 'content-type'));
  }
  let json: unknown;
  try {
    json = body.text === '' ? {} : JSON.parse(withoutNaN(body.text));
  } catch {
    return refuse(bad('The body is not valid JSON.', 'Mend its syntax.'));
  }
  return parseWith(schema, json, 'body');
}

/**
 * Python's json writes NaN and the infinities as bare words, which JSON does not have. A feed that has gone bad must not be refused
 * for its form: they are read as null, which no field takes but a price.
 */
function withoutNaN(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) => (found.startsWith('"') ? found : 'null'));
}

/** Checks a value from outside; the failure names the first field that is wrong and what it must be. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown, place: string): Result<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  if (!issue) return refuse(bad(`The ${place} is wrong.`, 'See docs/api.md.'));
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.');
    return refuse(bad(`"${field}" is not known here.`, `Leave "${field}" out.`, field));
  }
  const field = issue.path.join('.') || place;
  return refuse(bad(`${field} ${predicate(issue.message)}.`, `Correct "${field}".`, field));
}

function predicate(message: string): string {
  return /^(must|is) /.test(message) ? message : `is wrong: ${message}`;
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json\b/i.test(request.headers['content-type'] ?? '');
}

const tooLarge: Failure = {
  code: 'too_large',
  message: `The body is over ${limits.bodyBytes} bytes.`,
  hint: 'Send less.',
};

function bad(message: string, hint: string, field?: string): Failure {
  return { code: 'bad_request', message, hint, ...(field !== undefined && { field }) };
}
