import type { AlpacaBrokerConfig } from '../../../shared/brokers-config.ts';
import type { Clock } from '../../clock.ts';
import type { Secrets } from '../../secrets.ts';
import type { Broker } from '../broker.ts';
import { secretFault } from '../secret-fault.ts';
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
  const trouble = secretFault('keyId', config.keyId, secrets) ?? secretFault('secretKey', config.secretKey, secrets);
  if (trouble === null && keyId !== null && secretKey !== null) {
    return createAlpacaBroker({ name, paper, baseUrl, keys: { keyId, secretKey }, clock });
  }
  const { readIntervalMs } = alpacaLimits;
  return brokerWithoutKeys({ name, kind: 'alpaca', paper, readIntervalMs, trouble: trouble ?? '' });
}
