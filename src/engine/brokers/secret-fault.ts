import type { SecretRef } from '../../shared/secret-ref.ts';
import type { Secrets } from '../secrets.ts';

/** What is wrong with a broker's secret, without a character of it; null when nothing is. `hasLines`: it may be a key in a file's form. */
export function secretFault(
  field: string,
  reference: SecretRef,
  secrets: Secrets,
  { hasLines = false } = {},
): string | null {
  const place = secrets.placeOf(reference);
  const value = secrets.of(reference);
  if (value === null) return `its ${field} is missing: put it into ${place}`;
  // What HTTP takes as a header: visible ASCII. Anything else is a mistake in copying.
  const allowed = hasLines ? /^[\x20-\x7e\r\n]+$/ : /^[\x21-\x7e]+$/;
  return allowed.test(value) ? null : `its ${field} in ${place} has characters that no key has`;
}
