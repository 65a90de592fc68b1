import type * as z from 'zod';
import { controlRoutes, type Route } from '../shared/api/routes.ts';
import { type ClientSource, sourceHeader } from '../shared/source.ts';
import { readAnswer } from './answer.ts';
import { type Called, networkFailure } from './failure.ts';
import { clientLimits } from './limits.ts';

/** Where an engine's control listener is, and what to show it. Without a token the same-origin session cookie is used. */
export interface Endpoint {
  /** Such as `http://127.0.0.1:5051`; empty in a page that the engine itself served. */
  baseUrl: string;
  token?: string;
}

export interface ClientOptions {
  endpoint: Endpoint;
  /** Recorded in the journal with every command. */
  source: ClientSource;
  fetch: typeof globalThis.fetch;
}

type Routes = typeof controlRoutes;

/** `'/api/brokers/:name/shock'` → `'name'`. */
type ParameterOf<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type PartOf<Key extends string, Schema> = Schema extends z.ZodType ? { [K in Key]: z.output<Schema> } : object;

type InputOf<R extends Route> = PartOf<'request', R['request']> &
  Partial<PartOf<'query', R['query']>> &
  ([ParameterOf<R['path']>] extends [never] ? object : { params: Record<ParameterOf<R['path']>, string> }) & {
    /** Milliseconds to wait for the whole answer. */
    timeoutMs?: number;
  };

type Call<R extends Route> = (
  ...input: object extends InputOf<R> ? [input?: InputOf<R>] : [input: InputOf<R>]
) => Promise<Called<z.output<R['response']>>>;

/** One method a route of `controlRoutes`: `client.kill({ request: { reason } })`, `client.liquidation({ params: { killId } })`. */
export type Client = { [Name in keyof Routes]: Call<Routes[Name]> };

/** A client with one method for each control route. No method throws for what a network does: a failure is a value. */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(controlRoutes).map(([name, route]) => [
    name,
    (input: AnyInput = {}) => callRoute(options, route, input),
  ]);
  return Object.fromEntries(calls) as Client;
}

interface AnyInput {
  request?: unknown;
  query?: Record<string, string | number | undefined>;
  params?: Record<string, string>;
  timeoutMs?: number;
}

/** One call of any route; `createClient` is the typed way to the table's own. */
export async function callRoute<R extends Route>(
  options: ClientOptions,
  route: R,
  input: AnyInput,
): Promise<Called<z.output<R['response']>>> {
  const { baseUrl } = options.endpoint;
  const headers = headersFor(options.endpoint, options.source);
  const init: RequestInit = { method: route.method, headers, redirect: 'error' };
  if (route.request) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(input.request);
  }
  init.signal = AbortSignal.timeout(input.timeoutMs ?? clientLimits.callMs);
  try {
    const response = await options.fetch(`${baseUrl}${pathOf(route.path, input)}`, init);
    return readAnswer(route, { status: response.status, text: await response.text() });
  } catch (error) {
    return { ok: false, failure: networkFailure(error, route.method !== 'GET') };
  }
}

export function headersFor(endpoint: Endpoint, source: ClientSource): Record<string, string> {
  const named = { [sourceHeader]: source };
  return endpoint.token === undefined ? named : { ...named, authorization: `Bearer ${endpoint.token}` };
}

/** Fills `:name` parameters and the query; throws on a parameter that is missing, because the types forbid it. */
export function pathOf(path: string, input: Pick<AnyInput, 'params' | 'query'>): string {
  const filled = path.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = input.params?.[name];
    if (value === undefined) throw new Error(`${path} wants the parameter ${name}`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}
