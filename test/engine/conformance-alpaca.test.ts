import { alpacaStage } from '../support/brokers/alpaca-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('Alpaca', alpacaStage);
