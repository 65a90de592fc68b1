import { krakenStage } from '../support/brokers/ccxt-kraken-stage.ts';
import { ccxtStage } from '../support/brokers/ccxt-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('Kraken', () => ccxtStage(krakenStage));
