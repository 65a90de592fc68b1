import type { Request, Response } from 'express';
import * as z from 'zod';
import type { Route } from '../../shared/api/routes.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { limits } from '../../shared/limits.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Caller } from './access.ts';
import { forbidden, sendFailure, sendJson, sendNothing, unauthenticated } from './answer.ts';
import { parseBody, parseWith, readBody, reasonIn } from './body.ts';
import { httpLimits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import type { Sockets } from './sockets.ts';

type In<S> = S extends z.ZodType<infer T> ? T : undefined;
export type Known = Exclude<Caller, { who: 'nobody' }>;

/** What a handler is given: the caller, and everything from outside already checked against the route's schemas. */
export interface Asked<R extends Route> {
  caller: Caller;
  body: In<R['request']>;
  query: In<R['query']>;
  params: Record<string, string>;
}

export type Answered<R extends Route> = Promise<Result<z.infer<R['response']>>> | Result<z.infer<R['response']>>;
export type Handler<R extends Route> = (asked: Asked<R>) => Answered<R>;

export interface Doorkeeper {
  callerOf: (request: Request) => Caller;
  refusals: Refusals;
  sockets: Sockets;
}

/** Who may call a route: anyone, whoever has a token, a bot or the operator, or the operator alone. */
export type Admits = 'anyone' | 'known' | 'bot' | 'operator';

/** The request's caller if the route admits it; otherwise the refusal is sent and recorded, before the body is read. */
export function admit(request: Request, response: Response, admits: Admits, door: Doorkeeper): Caller | null {
  if (admits === 'anyone') return { who: 'nobody', from: '', why: '' };
  const caller = door.callerOf(request);
  switch (caller.who) {
    case 'nobody':
      door.refusals.note(caller.from, `${request.method} ${request.path}`, caller.why);
      sendFailure(response, unauthenticated);
      return null;
    case 'bot':
    case 'static':
      if (admits === 'known' || admits === caller.who) break;
      door.refusals.note(caller.from, `${request.method} ${request.path}`, `a ${caller.who} token was used for it`);
      sendFailure(response, forbidden);
      return null;
    case 'operator':
      break;
    default:
      return assertNever(caller);
  }
  door.sockets.trust(request.socket);
  return caller;
}

/** What a command takes that takes nothing: a body that says something was meant for another, or says it in vain. */
export const NoRequest = z.strictObject({});

function requestOf({ method, request }: Route): z.ZodType | undefined {
  return request ?? (method === 'GET' ? undefined : NoRequest);
}

/** An Express handler for a route of the tables: admission first, then the body and the query by schema, then the work. */
export function serve<R extends Route>(route: R, admits: Admits, door: Doorkeeper, handler: Handler<R>) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = admit(request, response, admits, door);
    if (!caller) return;
    const schema = requestOf(route);
    const body = schema ? await parseBody(request, schema) : ok(undefined);
    if (!body.ok) return sendFailure(response, body.failure);
    const query = route.query ? parseWith(route.query, request.query, 'query') : ok(undefined);
    if (!query.ok) return sendFailure(response, query.failure);
    const params = request.params as Record<string, string>;
    const asked = { caller, body: body.value, query: query.value, params } as Asked<R>;
    const answer = await handler(asked);
    if (answer.ok && answer.value === undefined) sendNothing(response);
    else if (answer.ok) sendJson(response, 200, answer.value);
    else sendFailure(response, answer.failure);
  };
}

/**
 * The kill's own way in: the token is judged from the headers, and from there on nothing can stop it: a body that is broken, too
 * long, late or missing costs its reason, never the kill.
 */
export function serveKill(door: Doorkeeper, kill: (caller: Known, reason: string | undefined) => Promise<unknown>) {
  return async (request: Request, response: Response): Promise<void> => {
    const caller = admit(request, response, 'known', door);
    if (!caller || caller.who === 'nobody') return;
    const body = await readBody(request, limits.bodyBytes, httpLimits.killBodyMs);
    sendJson(response, 200, await kill(caller, reasonIn(body)));
  };
}
