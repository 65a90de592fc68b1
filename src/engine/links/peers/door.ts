import type { Request, Response } from 'express';
import type { Engine } from '../../engine.ts';
import { addressOf } from '../../http/access.ts';
import { sendFailure, unauthenticated } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import type { WifiParts } from '../wifi.ts';
import { peerLimits } from './limits.ts';

/** Messages of peers: the type in the body says what one is, its mac that it is a peer's. */
export function takePeerMessages(engine: Engine, { refusals, sockets }: WifiParts, maxBytes: number) {
  return async (request: Request, response: Response): Promise<void> => {
    const token = request.headers['x-kill-token'];
    const body = await readBody(request, maxBytes, peerLimits.messageMs);
    const mac = typeof token === 'string' && token.startsWith('v1.') ? token.slice(3) : '';
    const heard = body.kind === 'whole' ? engine.hearPeer({ text: body.text, mac }) : null;
    if (!heard) {
      refusals.note(addressOf(request), `${request.method} ${request.path}`, 'not signed by a peer');
      return sendFailure(response, unauthenticated);
    }
    if (heard.isNew) sockets.trust(request.socket);
    const answer = await heard.answer;
    if (response.destroyed) return;
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(answer.text),
      'Cache-Control': 'no-store',
      'X-Kill-Token': `v1.${answer.mac}`,
    });
    response.end(answer.text);
  };
}
