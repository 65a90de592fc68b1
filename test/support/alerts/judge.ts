import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Received, Service } from './service.ts';

/** What a service answers to a request. */
export interface Verdict {
  status: number;
  body: string | object;
}

/** How an imitation reads a request: it refuses what the service would refuse, in its form. */
export type Judge = (request: Received) => Verdict;

/**
 * A text of at most so many characters, by the count that finds most of them (UTF-16 units), and without half of a pair, which a
 * service that reads UTF-8 refuses together with all the rest.
 */
export const Text = (max: number) => z.string().min(1).max(max).refine(isWhole, 'has half a character in it');

function isWhole(text: string): boolean {
  return text.isWellFormed();
}

/** What is wrong with it, one sentence a fault; empty when nothing is. */
export function faultsOf(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The JSON of a body; undefined when it is none, or is not said to be. */
export function jsonOf({ headers, body }: Received): unknown {
  if (!headers['content-type']?.startsWith('application/json')) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A service that answers as it is judged. */
export function judgedBy(judge: Judge): Service['answer'] {
  return (response: ServerResponse, request) => {
    const { status, body } = judge(request);
    const [type, text] = typeof body === 'string' ? ['text/plain', body] : ['application/json', JSON.stringify(body)];
    response.writeHead(status, { 'content-type': type }).end(text);
  };
}
