import { Agent, request } from 'node:http';

/** Node's own client for one scheme. */
export interface WebClient {
  request: typeof request;
  Agent: typeof Agent;
}

/** The client that an address wants: HTTP, or HTTPS. */
export function webClientFor({ protocol }: URL): WebClient {
  return protocol === 'https:' ? httpsModule() : { request, Agent };
}

/**
 * `node:https`, loaded when it is first wanted: with it come TLS and the root certificates, which weigh 5 MB in a process that never
 * opens a secure connection, such as an engine with the demo account.
 */
export function httpsModule(): typeof import('node:https') {
  return process.getBuiltinModule('node:https');
}
