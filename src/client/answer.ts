import type * as z from 'zod';
import type { Route } from '../shared/api/routes.ts';
import { FailureBody } from '../shared/failure.ts';
import { type Called, misfit } from './failure.ts';

/** What came over the wire, whoever fetched it. */
export interface RawAnswer {
  status: number;
  text: string;
}

/**
 * Reads an answer by the route's own schema. An error body becomes the failure it names; anything else that
 * is not agreed is a `misfit`. A command answered with a server error may have landed: the fault can be in the answering. `degraded`
 * alone is a plain refusal: what must be recorded was not done, because it can't be.
 */
export function readAnswer<R extends Route>(route: R, answer: RawAnswer): Called<z.output<R['response']>> {
  const changes = route.method !== 'GET';
  const isSuccess = answer.status >= 200 && answer.status < 300;
  const mayHaveLanded = changes && (isSuccess || answer.status >= 500);
  const body = parseJson(answer.text);
  if (isSuccess) {
    const parsed = route.response.safeParse(body);
    if (parsed.success) return { ok: true, value: parsed.data as z.output<R['response']> };
    return { ok: false, failure: misfit(firstIssue(parsed.error), mayHaveLanded) };
  }
  const refused = FailureBody.safeParse(body);
  if (refused.success) {
    const { error } = refused.data;
    return { ok: false, failure: { ...error, mayHaveLanded: mayHaveLanded && error.code !== 'degraded' } };
  }
  return { ok: false, failure: misfit(`HTTP ${answer.status}`, mayHaveLanded) };
}

/** undefined for what is not JSON: no schema of an answer takes that. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `brokers.0.name: expected string` — where and what, for a sentence. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'no detail';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}
