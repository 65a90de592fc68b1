import { bybitHedgeStage, bybitStage } from '../support/brokers/ccxt-bybit-stage.ts';
import { ccxtStage } from '../support/brokers/ccxt-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('Bybit', () => ccxtStage(bybitStage));
brokerConformance('Bybit in hedge mode', () => ccxtStage(bybitHedgeStage));
