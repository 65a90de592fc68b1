import type { Endpoint } from '../../client/client.ts';
import type { Called } from '../../client/failure.ts';
import { networkFailure } from '../../client/failure.ts';
import { type Failure, statusOfCode } from '../../shared/failure.ts';
import { sourceHeader } from '../../shared/source.ts';
import { shellLimits } from '../limits.ts';
import { serveAppFile } from './app-files.ts';
import { appScheme, isAppUrl } from './app-origin.ts';

export interface AppHandlerOptions {
  /** Folder of the built page. */
  pageDir: string;
  /** Asked for every call: an engine that started again may listen elsewhere. */
  endpoint: () => Called<Endpoint>;
  fetch: typeof globalThis.fetch;
}

/** Of the page's request, what the engine needs; cookies, origin and whatever else the browser adds stay here. */
const forwardedHeaders = ['content-type', 'accept'] as const;
/** Of the engine's answer, what the page needs. */
const returnedHeaders = ['content-type', 'cache-control', 'x-content-type-options', 'content-disposition'] as const;

/**
 * What answers `scram://app/`: the bundled files, and under `/api/` the engine, to which calls are handed on with the operator's
 * token. The page itself never holds one, so that a fault in it has nothing to give away.
 */
export function appHandler(options: AppHandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (!isAppUrl(request.url) || !isOwnOrigin(request.headers.get('origin'))) return refusal(foreign);
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/api/')) return forward(options, request, `${pathname}${search}`);
    if (request.method !== 'GET') return refusal(onlyRead);
    return serveAppFile(options.pageDir, pathname);
  };
}

/** Navigations carry none; everything that a page sends carries its own. */
function isOwnOrigin(origin: string | null): boolean {
  return origin === null || (origin.startsWith(`${appScheme}:`) && isAppUrl(origin));
}

async function forward({ endpoint, fetch }: AppHandlerOptions, request: Request, path: string): Promise<Response> {
  const found = endpoint();
  // Nothing was sent, so that the page may say that a kill did not land.
  if (!found.ok) return refusal({ code: 'degraded', message: found.failure.message, hint: found.failure.hint });
  const { baseUrl, token = '' } = found.value;
  const headers = new Headers({ authorization: `Bearer ${token}`, [sourceHeader]: 'window' });
  for (const name of forwardedHeaders) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : null;
  if (body !== null && body.byteLength > shellLimits.bodyBytes) return refusal(tooLarge);
  const { signal, method } = request;
  try {
    const answer = await fetch(`${baseUrl}${path}`, { method, headers, body, signal, redirect: 'error' });
    return returned(answer);
  } catch (error) {
    const failure = networkFailure(error, hasBody);
    // No connection was made: the page may believe that. Otherwise the call may have landed, and only a broken answer says so.
    return failure.code === 'unreachable' ? refusal({ ...failure, code: 'degraded' }) : Response.error();
  }
}

function returned(answer: Response): Response {
  const headers = new Headers();
  for (const name of returnedHeaders) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const isEmpty = answer.status === 204 || answer.status === 304;
  return new Response(isEmpty ? null : answer.body, { status: answer.status, headers });
}

function refusal({ code, message, hint }: Failure): Response {
  return Response.json({ error: { code, message, hint } }, { status: statusOfCode[code] });
}

const foreign: Failure = {
  code: 'forbidden',
  message: 'This address is not of the app’s own page.',
  hint: 'Open the window from the tray.',
};
const onlyRead: Failure = {
  code: 'bad_request',
  message: 'The page’s files can only be read.',
  hint: 'Commands go to /api/.',
};
const tooLarge: Failure = {
  code: 'too_large',
  message: `The body is over ${shellLimits.bodyBytes} bytes.`,
  hint: 'Send less.',
};
