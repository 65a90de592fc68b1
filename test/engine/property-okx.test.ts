import { ccxtProperty } from '../support/brokers/ccxt-world.ts';
import { okxWorld } from '../support/brokers/okx-world.ts';
import { flattenProperty } from '../support/brokers/property.ts';

flattenProperty('OKX', ccxtProperty(okxWorld));
