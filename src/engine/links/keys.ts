import { createHmac, timingSafeEqual } from 'node:crypto';

/** A device's or a peer's two keys: one a direction, so that a frame sent up can't be played back as an answer. */
export interface LinkKeys {
  up: Buffer;
  down: Buffer;
}

const secretPattern = /^[0-9a-f]{64}$/i;

/** The keys of a secret of 64 hex digits; null for anything else. */
export function linkKeys(secretHex: string): LinkKeys | null {
  if (!secretPattern.test(secretHex)) return null;
  const secret = Buffer.from(secretHex, 'hex');
  const derive = (direction: string) => createHmac('sha256', secret).update(direction).digest();
  return { up: derive('up'), down: derive('down') };
}

/** HMAC-SHA256, its first 16 bytes in base64url: 22 characters. */
export function sign(key: Buffer, text: string): string {
  return mac(key, text).toString('base64url');
}

/** Compares in constant time. The text must be the one that `sign` gives: no padding, no other spelling of the same bytes. */
export function verify(key: Buffer, text: string, given: string): boolean {
  const expected = Buffer.from(sign(key, text));
  const shown = Buffer.from(given);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

function mac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, 16);
}
