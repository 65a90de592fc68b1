import type { ServerResponse } from 'node:http';
import { type Failure, statusOfCode } from '../../shared/failure.ts';

/** Sends JSON. Nothing that the engine answers may be kept by a cache. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}

/** Done, and there is nothing to say. */
export function sendNothing(response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(204, { 'Cache-Control': 'no-store' });
  response.end();
}

/** Sends `{"error": failure}` with the status of its code. */
export function sendFailure(response: ServerResponse, failure: Failure): void {
  sendJson(response, statusOfCode[failure.code], { error: failure });
}

export const unauthenticated: Failure = {
  code: 'unauthenticated',
  message: 'A valid token is needed.',
  hint: 'Send "Authorization: Bearer <token>" with the token from the data folder (operator.token or bot.token).',
};

export const forbidden: Failure = {
  code: 'forbidden',
  message: 'This token may not do that.',
  hint: "A bot's token may kill, ask, post prices and call for a pause; everything else takes the operator's.",
};

export const foreignHost: Failure = {
  code: 'forbidden',
  message: 'This name is not one of this engine.',
  hint: 'Use its IP address, localhost, scram.local, or a name listed under engine.hosts in the configuration.',
  field: 'host',
};

export const foreignOrigin: Failure = {
  code: 'forbidden',
  message: 'A page of another origin may not speak to the control listener.',
  hint: "Open the engine's own page.",
  field: 'origin',
};

export const notFound: Failure = {
  code: 'not_found',
  message: 'There is nothing at this address.',
  hint: 'See docs/api.md for the routes.',
};
