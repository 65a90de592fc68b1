import type { CcxtBrokerConfig } from '../../../shared/brokers-config.ts';
import type { Clock } from '../../clock.ts';
import type { Secrets } from '../../secrets.ts';
import type { Broker } from '../broker.ts';
import { secretFault } from '../secret-fault.ts';
import { brokerWithoutKeys } from '../without-keys.ts';
import { createCcxtBroker } from './adapter.ts';
import { ccxtLimits } from './limits.ts';
import { venueOf } from './venues/registry.ts';

interface OpenOptions {
  name: string;
  config: CcxtBrokerConfig;
  clock: Clock;
  secrets: Secrets;
}

/** The account of a configuration. Without usable keys it is one that can't be read, and says which is missing and where. */
export function openCcxt({ name, config, clock, secrets }: OpenOptions): Broker {
  const { exchange, markets = null, sandbox, cash, keep, urls = {} } = config;
  const fault =
    secretFault('key', config.key, secrets) ??
    secretFault('secret', config.secret, secrets, { hasLines: true }) ??
    (config.password ? secretFault('password', config.password, secrets) : passwordFault(exchange));
  const key = secrets.of(config.key);
  const secret = secrets.of(config.secret);
  const password = config.password ? secrets.of(config.password) : null;
  if (fault !== null || key === null || secret === null) {
    const { readIntervalMinMs: readIntervalMs } = ccxtLimits;
    return brokerWithoutKeys({ name, kind: 'ccxt', paper: sandbox, readIntervalMs, trouble: fault ?? '' });
  }
  return createCcxtBroker({
    name,
    exchange,
    markets,
    sandbox,
    cash,
    keep,
    urls,
    keys: { key, secret, password },
    clock,
  });
}

function passwordFault(exchange: string): string | null {
  if (venueOf(exchange)?.needsPassword !== true) return null;
  return `${exchange} wants a third part of the key: name it as "password" in the configuration`;
}
