import type { NextFunction, Request, Response } from 'express';
import type { Engine } from '../engine.ts';
import { addressOf } from '../http/access.ts';
import { sendFailure, unauthenticated } from '../http/answer.ts';
import { readBody } from '../http/body.ts';
import type { Refusals } from '../http/refusals.ts';
import type { Sockets } from '../http/sockets.ts';
import { linkLimits } from './limits.ts';

/** How a mac is told from a token. */
const macPrefix = 'v1.';

export interface WifiParts {
  refusals: Refusals;
  sockets: Sockets;
}

/**
 * A device's frame over HTTP: the body without its mac, the mac in `X-Kill-Token: v1.<mac>`. Whoever shows anything else is left
 * to the next handler. The type of the frame says what it is, not the address that it came to: a K is a kill anywhere.
 */
export function takeFrames(engine: Pick<Engine, 'hearDevice'>, { refusals, sockets }: WifiParts) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const token = request.headers['x-kill-token'];
    if (typeof token !== 'string' || !token.startsWith(macPrefix)) return next();
    const body = await readBody(request, linkLimits.lineCharacters, linkLimits.frameBodyMs);
    const from = addressOf(request);
    const refuseIt = (why: string | null) => {
      if (why !== null) refusals.note(from, `${request.method} ${request.path}`, why);
      sendFailure(response, unauthenticated);
    };
    if (body.kind !== 'whole') return refuseIt('a frame that is too long or did not arrive whole');
    const heard = engine.hearDevice({ body: body.text, mac: token.slice(macPrefix.length), path: 'wifi', from });
    if (!heard.ok) return refuseIt(heard.refusal === 'retired' ? null : heard.why);
    // A recording is correctly signed too, and must not keep a socket for it.
    if (heard.verdict === 'accepted') sockets.trust(request.socket);
    sendLine(response, await heard.answer);
  };
}

/** For an address that only devices use: whoever gets here has shown no mac. */
export function refuseOthers({ refusals }: WifiParts) {
  return (request: Request, response: Response): void => {
    refusals.note(addressOf(request), `${request.method} ${request.path}`, 'no frame');
    sendFailure(response, unauthenticated);
  };
}

function sendLine(response: Response, line: string): void {
  if (response.headersSent || response.destroyed) return;
  const text = `${line}\n`;
  response.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': text.length,
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
