import * as z from 'zod';
import { sessionCodePath, sessionPath } from '../shared/api/routes.ts';
import { type ClientOptions, callRoute } from './client.ts';
import type { Called } from './failure.ts';

const codeRoute = {
  method: 'POST',
  path: sessionCodePath,
  response: z.object({ code: z.string(), expiresInSeconds: z.number() }),
} as const;

/** The page's address with a fresh code in its fragment: it signs one browser in, once, for as long as is said. */
export async function freshPageAddress(
  options: ClientOptions,
): Promise<Called<{ address: string; expiresInSeconds: number }>> {
  const answer = await callRoute(options, codeRoute, {});
  if (!answer.ok) return answer;
  const { code, expiresInSeconds } = answer.value;
  return { ok: true, value: { address: `${options.endpoint.baseUrl}/#code=${code}`, expiresInSeconds } };
}

const signInRoute = {
  method: 'POST',
  path: sessionPath,
  request: z.object({ code: z.string() }),
  response: z.object({ signedIn: z.literal(true) }),
} as const;

/** Spends a code for the session cookie; for a page alone, because no program keeps cookies. */
export function signIn(options: ClientOptions, code: string): Promise<Called<{ signedIn: true }>> {
  return callRoute(options, signInRoute, { request: { code } });
}
