import ccxt from 'ccxt';
import { expect, test } from 'vitest';
import { ccxtExchanges, unknownExchanges } from '../../../shared/ccxt-exchanges.ts';
import { demoConfig, faultsIn, parseConfig, parseNewConfig } from '../../../shared/config.ts';

test('the names of the exchanges are those of the library', () => {
  expect(ccxtExchanges).toEqual(ccxt.exchanges);
});

const at = (exchange: string) => ({
  brokers: { main: { kind: 'ccxt', exchange, key: { env: 'KEY' }, secret: { env: 'SECRET' } } },
});

test('a configuration that is to be put in force names its exchanges rightly; one that is in force starts all the same', () => {
  const misspelt = at('krakenn');
  const failure = {
    code: 'bad_request',
    field: 'brokers.main.exchange',
    message: 'brokers.main.exchange is "krakenn", and ccxt has no exchange of that name.',
    hint: 'Did you mean "kraken"?',
  };
  expect(parseNewConfig(JSON.stringify(misspelt))).toEqual({ ok: false, failure });
  expect(faultsIn(misspelt)).toEqual([failure]);
  expect(parseConfig(JSON.stringify(misspelt)).ok).toBe(true);
  expect(parseNewConfig(JSON.stringify(at('kraken'))).ok).toBe(true);
  expect(faultsIn(at('kraken'))).toEqual([]);
});

test('a name that resembles none has no suggestion, and accounts of other kinds none to have', () => {
  expect(faultsIn(at('thebankonthecorner'))).toMatchObject([{ hint: 'See docs/ccxt.md for the names.' }]);
  expect(unknownExchanges(demoConfig.brokers)).toEqual([]);
});
