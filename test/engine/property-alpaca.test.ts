import { alpacaVenue, alpacaWorld } from '../support/brokers/alpaca-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Alpaca', {
  world: alpacaWorld,
  venue: alpacaVenue,
  limits: { deadlineMs: 6_000, quietWindowMs: 300, hopelessRetryMs: 1_000 },
});
