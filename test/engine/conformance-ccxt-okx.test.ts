import { okxStage } from '../support/brokers/ccxt-okx-stage.ts';
import { ccxtStage } from '../support/brokers/ccxt-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('OKX', () => ccxtStage(okxStage));
