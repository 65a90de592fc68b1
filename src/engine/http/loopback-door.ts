import { type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Express } from 'express';
import type { Clock } from '../clock.ts';
import { hostRule } from './host-rule.ts';
import { type Listener, listen, newApp } from './listener.ts';
import { Refusals } from './refusals.ts';
import { Sockets } from './sockets.ts';
import { Streams } from './streams.ts';

export interface LoopbackParts {
  refusals: Refusals;
  sockets: Sockets;
}

/** A listener on a free port of this machine that nobody is told of, made as the engine's own are; `mount` gives it its routes. */
export function openLoopbackDoor(
  clock: Clock,
  reportBug: (error: unknown) => void,
  mount: (app: Express, parts: LoopbackParts) => void,
): Promise<Listener> {
  const { app, finish } = newApp(hostRule([]), reportBug);
  const parts = { refusals: new Refusals(clock, () => undefined), sockets: new Sockets() };
  mount(app, parts);
  finish();
  return listen(app, { host: '127.0.0.1', port: 0 }, parts.sockets, new Streams());
}

/** Posts to such a door and answers the body of its answer, whatever its status; rejects when there is none. */
export function postToDoor(port: number, path: string, headers: OutgoingHttpHeaders, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method: 'POST', path, headers });
    call.on('error', reject);
    call.on('response', (answer) => text(answer).then(resolve, reject));
    call.end(body);
  });
}
