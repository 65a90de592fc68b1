import { randomBytes } from 'node:crypto';

/** A name for a kill that has none yet: UTC date, time and chance, legible over the telephone. 22 characters. */
export function freshKillId(wallMs: number): string {
  const [date = '', time = ''] = new Date(wallMs).toISOString().split('T');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${randomBytes(3).toString('hex')}`;
}
