import { krakenfuturesStage } from '../support/brokers/ccxt-krakenfutures-stage.ts';
import { ccxtStage } from '../support/brokers/ccxt-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('Kraken Futures', () => ccxtStage(krakenfuturesStage));
