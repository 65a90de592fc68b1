import { bybitWorld } from '../support/brokers/bybit-world.ts';
import { ccxtProperty } from '../support/brokers/ccxt-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Bybit', ccxtProperty(bybitWorld));
