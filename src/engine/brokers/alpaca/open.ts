import type { AlpacaBrokerConfig } from '../../../shared/brokers-config.ts';
import type { SecretRef } from '../../../shared/secret-ref.ts';
import type { Clock } from '../../clock.ts';
import type { Secrets } from '../../secrets.ts';
import type { Broker } from '../broker.ts';
import { brokerWithoutKeys } from '../without-keys.ts';
import { alpacaHost, createAlpacaBroker } from './adapter.ts';
import { alpacaLimits } from './limits.ts';

interface OpenOptions {
  name: string;
  config: AlpacaBrokerConfig;
  clock: Clock;
  secrets: Secrets;
}

/** The Alpaca account of a configuration. Without usable keys it is one that can't be read, and says which is missing and where. */
export function openAlpaca({ name, config, clock, secrets }: OpenOptions): Broker {
  const { paper, baseUrl = alpacaHost(paper) } = config;
  const keyId = secrets.of(config.keyId);
  const secretKey = secrets.of(config.secretKey);
  if (keyId !== null && secretKey !== null && isSendable(keyId) && isSendable(secretKey)) {
    return createAlpacaBroker({ name, paper, baseUrl, keys: { keyId, secretKey }, clock });
  }
  const trouble =
    fault('keyId', config.keyId, keyId, secrets) ?? fault('secretKey', config.secretKey, secretKey, secrets) ?? '';
  return brokerWithoutKeys({ name, kind: 'alpaca', paper, readIntervalMs: alpacaLimits.readIntervalMs, trouble });
}

/** What HTTP takes as a header: visible ASCII. Anything else is a mistake in copying. */
function isSendable(secret: string): boolean {
  return /^[\x21-\x7e]+$/.test(secret);
}

/** What is wrong with a secret, without a character of it; null when nothing is. */
function fault(field: string, reference: SecretRef, value: string | null, secrets: Secrets): string | null {
  const place = secrets.placeOf(reference);
  if (value === null) return `its ${field} is missing: put it into ${place}`;
  return isSendable(value) ? null : `its ${field} in ${place} has characters that no key has`;
}
