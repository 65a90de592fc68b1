import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { GateError } from './errors.ts';

/** Where the engine's device listener is. */
export interface Address {
  url: URL;
  /** For sentences: scheme, host and port. */
  text: string;
  /** Encrypted, or within this machine: fit for the operator's token. */
  isPrivate: boolean;
  /** Neither follows a redirect, and neither asks a proxy. */
  request: typeof httpRequest;
}

/** Throws GateError for what is no address of a listener; the path and the query of one are empty. */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isBare = url?.pathname === '/' && !url.search && !url.hash && !url.username && !url.password;
  if (!url || !isBare || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw bad(text);
  const isSecure = url.protocol === 'https:';
  return {
    url,
    text: url.origin,
    isPrivate: isSecure || isLoopback(url.hostname),
    request: isSecure ? httpsRequest : httpRequest,
  };
}

/** An IPv4 address arrives here in four parts, however it was written. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function bad(text: string): GateError {
  // What was meant for the user's part of an address may be a secret, so it is not repeated.
  const shown = text.includes('@') ? '(with a user in it)' : `"${text}"`;
  const message = `url ${shown} is no address of a device listener.`;
  return new GateError('bad_request', message, 'Give it as "http://127.0.0.1:5050".', { field: 'url' });
}
