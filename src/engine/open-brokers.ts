import { assertNever } from '../shared/assert-never.ts';
import type { BrokerConfig } from '../shared/brokers-config.ts';
import type { Config } from '../shared/config.ts';
import { openAlpaca } from './brokers/alpaca/open.ts';
import type { Broker } from './brokers/broker.ts';
import { openCcxt } from './brokers/ccxt/open.ts';
import { createInProcessPaperBroker, createPaperBroker } from './brokers/paper/adapter.ts';
import type { Clock } from './clock.ts';
import type { Secrets } from './secrets.ts';

/** The demo's prices walk the same way on every machine. */
const demoSeed = 1;

interface BrokerParts {
  dataDir: string;
  clock: Clock;
  secrets: Secrets;
}

/** The brokers of a configuration, in its order. Nothing is connected yet. */
export function openBrokers(config: Config, parts: BrokerParts): Broker[] {
  return Object.entries(config.brokers).map(([name, broker]) => openBroker(name, broker, parts));
}

function openBroker(name: string, config: BrokerConfig, { dataDir, clock, secrets }: BrokerParts): Broker {
  switch (config.kind) {
    case 'paper':
      return config.url === undefined
        ? createInProcessPaperBroker({ name, dataDir, clock, seed: demoSeed })
        : createPaperBroker({ name, url: config.url });
    case 'alpaca':
      return openAlpaca({ name, config, clock, secrets });
    case 'ccxt':
      return openCcxt({ name, config, clock, secrets });
    default:
      return assertNever(config);
  }
}
