import { binanceFuturesStage, binanceHedgeStage, binanceStage } from '../support/brokers/ccxt-binance-stage.ts';
import { ccxtStage } from '../support/brokers/ccxt-stage.ts';
import { brokerConformance } from '../support/brokers/conformance.ts';

brokerConformance('Binance, spot and futures', () => ccxtStage(binanceStage));
brokerConformance('Binance futures', () => ccxtStage(binanceFuturesStage));
brokerConformance('Binance futures in hedge mode', () => ccxtStage(binanceHedgeStage));
