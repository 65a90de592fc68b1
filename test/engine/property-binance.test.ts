import { binanceVenue, binanceWorld } from '../support/brokers/binance-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Binance', {
  world: binanceWorld,
  venue: binanceVenue,
  limits: { deadlineMs: 6_000, quietWindowMs: 300, hopelessRetryMs: 1_000 },
});
