import type { Agent } from 'node:http';
import { type WebClient, webClientFor } from '../http-or-https.ts';
import { botLimits } from './limits.ts';

export interface HttpAsk {
  method: 'GET' | 'POST';
  /** Under the base address; empty for the address itself. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  answerBytes: number;
}

export interface HttpSaid {
  status: number;
  text: string;
}

/** Calls one server over connections that stay open. Redirects are answers like any other: an order is not carried elsewhere. */
export class HttpCaller {
  private readonly base: URL;
  private readonly client: WebClient;
  private readonly agent: Agent;

  constructor(baseUrl: string) {
    this.base = new URL(baseUrl);
    this.client = webClientFor(this.base);
    this.agent = new this.client.Agent({ keepAlive: true, maxSockets: botLimits.sockets });
  }

  /** The answer, whatever its status; rejects when none came before `signal` ended it, or one that is too long. */
  ask({ method, path, headers, body, answerBytes }: HttpAsk, signal: AbortSignal): Promise<HttpSaid> {
    const target = new URL(this.base);
    if (path !== '') target.pathname = `${target.pathname.replace(/\/$/, '')}${path}`;
    return new Promise((resolve, reject) => {
      const request = this.client.request(target, {
        method,
        agent: this.agent,
        signal,
        headers: {
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
          ...headers,
        },
      });
      request.setNoDelay(true);
      request.on('error', (error) => reject(signal.aborted ? new Error('no answer in time') : error));
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > answerBytes) request.destroy(new Error('its answer is too long'));
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      request.end(body);
    });
  }
}

/** The JSON in an answer; null when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
