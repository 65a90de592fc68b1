import type { Config } from '../shared/config.ts';
import type { Broker } from './brokers/broker.ts';
import { createInProcessPaperBroker, createPaperBroker } from './brokers/paper/adapter.ts';
import type { Clock } from './clock.ts';

/** The demo's prices walk the same way on every machine. */
const demoSeed = 1;

/** The brokers of a configuration, in its order. Nothing is connected yet. */
export function openBrokers(config: Config, dataDir: string, clock: Clock): Broker[] {
  return Object.entries(config.brokers).map(([name, { url }]) =>
    url === undefined
      ? createInProcessPaperBroker({ name, dataDir, clock, seed: demoSeed })
      : createPaperBroker({ name, url }),
  );
}
