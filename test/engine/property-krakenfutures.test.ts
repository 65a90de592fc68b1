import { ccxtProperty } from '../support/brokers/ccxt-world.ts';
import { krakenfuturesWorld } from '../support/brokers/krakenfutures-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('Kraken Futures', ccxtProperty(krakenfuturesWorld));
