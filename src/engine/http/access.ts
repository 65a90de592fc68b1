import type { IncomingMessage } from 'node:http';
import { ClientSource, sourceHeader } from '../../shared/source.ts';
import { readCookie, type Sessions } from './session.ts';
import { sameSecret, type Tokens } from './tokens.ts';

/** Who is asking. Decided from headers alone, before a byte of the body is read. */
export type Caller =
  | { who: 'operator'; source: ClientSource; from: string }
  | { who: 'bot'; source: 'bot'; from: string }
  /** Shows a token of `links.wifi.staticTokens`, which can do nothing but kill. */
  | { who: 'static'; source: 'wifi'; from: string }
  | { who: 'nobody'; from: string; why: string };

/** The token a request shows, as `Authorization: Bearer …` or, for simple devices and scripts, as `X-Kill-Token: …`. */
function shownToken(request: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const killToken = request.headers['x-kill-token'];
  return bearer ?? (typeof killToken === 'string' ? killToken : undefined);
}

/** The control listener: the operator's token, or the page's session. */
export function controlCaller(
  request: IncomingMessage,
  tokens: Tokens,
  sessions: Sessions,
  cookieName: string,
): Caller {
  const from = addressOf(request);
  const token = shownToken(request);
  if (token !== undefined) {
    if (sameSecret(token, tokens.operator)) return { who: 'operator', source: clientSource(request, 'api'), from };
    if (sameSecret(token, tokens.bot)) return { who: 'bot', source: 'bot', from };
    return { who: 'nobody', from, why: 'wrong token' };
  }
  const cookie = readCookie(request.headers.cookie, cookieName);
  if (sessions.holds(cookie)) return { who: 'operator', source: clientSource(request, 'window'), from };
  return { who: 'nobody', from, why: cookie === undefined ? 'no token' : 'session ended' };
}

/** The device listener: a bot's or a static token from anywhere; the operator's from this machine itself or over TLS alone. */
export function deviceCaller(request: IncomingMessage, tokens: Tokens, staticTokens: readonly string[]): Caller {
  const from = addressOf(request);
  const token = shownToken(request);
  if (token === undefined) return { who: 'nobody', from, why: 'no token' };
  if (sameSecret(token, tokens.bot)) return { who: 'bot', source: 'bot', from };
  if (staticTokens.some((known) => sameSecret(token, known))) return { who: 'static', source: 'wifi', from };
  if (!sameSecret(token, tokens.operator)) return { who: 'nobody', from, why: 'wrong token' };
  if (!isPrivate(request)) return { who: 'nobody', from, why: "the operator's token came over an open network" };
  return { who: 'operator', source: clientSource(request, 'api'), from };
}

function clientSource(request: IncomingMessage, otherwise: ClientSource): ClientSource {
  const parsed = ClientSource.safeParse(request.headers[sourceHeader]);
  return parsed.success ? parsed.data : otherwise;
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** Encrypted, or from this very machine with no proxy in between that might carry a stranger's request. */
function isPrivate(request: IncomingMessage): boolean {
  if ('encrypted' in request.socket) return true;
  const forwarded = forwardingHeaders.some((name) => request.headers[name] !== undefined);
  return !forwarded && isLoopback(addressOf(request));
}

/** Whether an address, as `addressOf` gives it, is this machine's own. */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** The peer's address; IPv4 in its own form, also where the socket is IPv6. */
export function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
}
