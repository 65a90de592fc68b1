import { expect } from 'vitest';
import type { Broker } from '../../../src/engine/brokers/broker.ts';
import { BrokerEngine, brokerFolder } from '../brokers/broker-engine.ts';
import { ccxtBroker } from '../brokers/ccxt-stage.ts';
import { type Settings, wellBehaved } from './core/types.ts';
import { type ServedVenue, startVenue } from './venue.ts';

/** What a test has to play with: a venue of its own, and whatever is connected to it. All of it ends with the test. */
export interface CcxtScene {
  venue: ServedVenue;
  /** A whole engine on the account. */
  begin(broker: object, secrets?: Record<string, string>): Promise<BrokerEngine>;
  /** The adapter alone, opened. */
  connect(options: Parameters<typeof ccxtBroker>[1]): Promise<Broker>;
}

const secretsOf = { 'ccxt-key': wellBehaved.key, 'ccxt-secret': wellBehaved.secret };

/** A folder with the configuration of one account at the served venue. */
export function ccxtFolder(venue: ServedVenue, broker: object, secrets: Record<string, string> = {}): string {
  const keys = { key: { secret: 'ccxt-key' }, secret: { secret: 'ccxt-secret' } };
  const config = { kind: 'ccxt', ...keys, cash: ['USDT'], urls: { '*': venue.url }, ...broker };
  return brokerFolder(config, { ...secretsOf, ...secrets });
}

/** Each test has a venue of its own, so that they can wait side by side. In the end nothing may have gone through zero, and no budget over. */
export async function ccxtScene(
  face: string,
  settings: Partial<Settings>,
  run: (scene: CcxtScene) => Promise<void>,
): Promise<void> {
  const venue = await startVenue(face, settings);
  const engines: BrokerEngine[] = [];
  const brokers: Broker[] = [];
  try {
    await run({
      venue,
      async begin(broker, secrets) {
        const engine = await BrokerEngine.begin(ccxtFolder(venue, broker, secrets));
        engines.push(engine);
        return engine;
      },
      async connect(options) {
        const broker = ccxtBroker(venue, options);
        brokers.push(broker);
        await broker.open();
        return broker;
      },
    });
    expect(await venue.crossings()).toBe(0);
    expect((await venue.state()).tooMany).toBe(0);
  } finally {
    for (const engine of engines) await engine.end();
    for (const broker of brokers) await broker.dispose();
    await venue.stop();
  }
}
