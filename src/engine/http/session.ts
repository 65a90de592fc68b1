import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { httpLimits } from './limits.ts';
import { sameSecret } from './tokens.ts';

/**
 * How a browser gets in without ever holding a token: a single-use code from the printed address becomes a cookie that scripts
 * can't read. The cookie is signed, not stored, so that it survives a restart of the engine in the middle of a night.
 */
export class Sessions {
  private readonly clock: Clock;
  private readonly key: Buffer;
  private readonly codes = new Map<string, number>();

  constructor(operatorToken: string, clock: Clock) {
    this.clock = clock;
    this.key = createHmac('sha256', operatorToken).update('scram session').digest();
  }

  /** A code for one sign-in within 60 s. */
  issueCode(): string {
    const code = randomBytes(16).toString('base64url');
    this.codes.set(code, this.clock.monotonicMs() + httpLimits.sessionCodeMs);
    for (const oldest of this.codes.keys()) {
      if (this.codes.size <= httpLimits.pendingSessionCodes) break;
      this.codes.delete(oldest);
    }
    return code;
  }

  /** The cookie's value for a good code, which is thereby spent; null for any other. */
  redeem(code: string): string | null {
    const now = this.clock.monotonicMs();
    for (const [known, expiresMs] of this.codes) {
      if (!sameSecret(code, known)) continue;
      this.codes.delete(known);
      return expiresMs >= now ? this.seal(this.clock.wallMs() + httpLimits.sessionMs) : null;
    }
    return null;
  }

  holds(cookie: string | undefined): boolean {
    const [expires = '', mac = ''] = cookie?.split('.') ?? [];
    const expiresMs = Number(expires);
    if (!Number.isSafeInteger(expiresMs) || expiresMs < this.clock.wallMs()) return false;
    return sameSecret(mac, this.mac(expires));
  }

  private seal(expiresMs: number): string {
    return `${expiresMs}.${this.mac(String(expiresMs))}`;
  }

  private mac(expires: string): string {
    return createHmac('sha256', this.key).update(expires).digest('base64url');
  }
}

/** Cookies are shared by all ports of a host, hence the port in the name. */
export function sessionCookieName(port: number): string {
  return `scram_session_${port}`;
}

export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
