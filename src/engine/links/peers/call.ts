import type { Agent } from 'node:http';
import { type WebClient, webClientFor } from '../../http-or-https.ts';
import { peerLimits } from './limits.ts';

export interface SignedText {
  text: string;
  mac: string;
}

export interface CallBounds {
  withinMs: number;
  answerBytes: number;
}

/** Posts to one peer over a connection that stays open: a kill must not wait for a handshake. */
export class PeerCaller {
  private readonly base: URL;
  private readonly client: WebClient;
  private readonly agent: Agent;

  constructor(url: string) {
    this.base = new URL(url);
    this.client = webClientFor(this.base);
    this.agent = new this.client.Agent({ keepAlive: true, maxSockets: peerLimits.sockets });
  }

  /** The answer, if one came in time with status 200; rejects with words otherwise. Redirects are not followed. */
  post(path: string, { text, mac }: SignedText, { withinMs, answerBytes }: CallBounds): Promise<SignedText> {
    return new Promise((resolve, reject) => {
      const request = this.client.request(new URL(path, this.base), {
        method: 'POST',
        agent: this.agent,
        signal: AbortSignal.timeout(withinMs),
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
          'X-Kill-Token': `v1.${mac}`,
        },
      });
      request.setNoDelay(true);
      request.on('error', reject);
      request.on('response', (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          answer += chunk;
          if (answer.length > answerBytes) request.destroy(new Error('its answer is too long'));
        });
        response.on('error', reject);
        response.on('end', () => {
          const token = response.headers['x-kill-token'];
          if (response.statusCode !== 200) reject(new Error(`it answered with status ${response.statusCode}`));
          else if (typeof token !== 'string' || !token.startsWith('v1.')) reject(new Error('its answer is not signed'));
          else resolve({ text: answer, mac: token.slice(3) });
        });
      });
      request.end(text);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
