import { ccxtProperty } from '../support/brokers/ccxt-world.ts';
import { krakenWorld } from '../support/brokers/kraken-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Kraken', ccxtProperty(krakenWorld));
