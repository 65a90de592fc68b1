import { BrokerEngine, brokerFolder } from '../brokers/broker-engine.ts';
import { alpacaKeys } from './alpaca.ts';

export { isFlat } from '../brokers/broker-engine.ts';

/** A folder with the configuration of one Alpaca account and its keys. */
export function alpacaFolder(broker: object, secrets: Record<string, string> = {}): string {
  const keys = { keyId: { secret: 'alpaca-key' }, secretKey: { secret: 'alpaca-secret' } };
  const stored = { 'alpaca-key': alpacaKeys.keyId, 'alpaca-secret': alpacaKeys.secretKey, ...secrets };
  return brokerFolder({ kind: 'alpaca', ...keys, ...broker }, stored);
}

/** A whole engine on an Alpaca account, in this process. */
export type AlpacaEngine = BrokerEngine;
export const AlpacaEngine = {
  begin: (broker: object, secrets?: Record<string, string>) => BrokerEngine.begin(alpacaFolder(broker, secrets)),
};
