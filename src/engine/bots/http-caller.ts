import { type Agent as HttpAgent, request as httpRequest, Agent as PlainAgent } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
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
  private readonly agent: HttpAgent;

  constructor(baseUrl: string) {
    this.base = new URL(baseUrl);
    const options = { keepAlive: true, maxSockets: botLimits.sockets };
    this.agent = this.base.protocol === 'https:' ? new TlsAgent(options) : new PlainAgent(options);
  }

  /** The answer, whatever its status; rejects when none came before `signal` ended it, or one that is too long. */
  ask({ method, path, headers, body, answerBytes }: HttpAsk, signal: AbortSignal): Promise<HttpSaid> {
    const send = this.base.protocol === 'https:' ? httpsRequest : httpRequest;
    const target = new URL(this.base);
    if (path !== '') target.pathname = `${target.pathname.replace(/\/$/, '')}${path}`;
    return new Promise((resolve, reject) => {
      const request = send(target, {
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
