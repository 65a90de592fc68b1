import { binanceWorld } from '../support/brokers/binance-world.ts';
import { ccxtProperty } from '../support/brokers/ccxt-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Binance', ccxtProperty(binanceWorld));
