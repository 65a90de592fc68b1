import { describe, expect, it } from 'vitest';
import { TransportTrouble, troubleOf } from './errors.ts';
import { binance } from './venues/binance.ts';
import { cleaner } from './words.ts';

// ccxt's classes by name, as deep as they are there.
class ExchangeError extends Error {}
class InvalidOrder extends ExchangeError {}
class OrderNotFound extends InvalidOrder {}
class DuplicateOrderId extends InvalidOrder {}
class InsufficientFunds extends ExchangeError {}
class AuthenticationError extends ExchangeError {}
class PermissionDenied extends AuthenticationError {}
class OperationFailed extends Error {}
class NetworkError extends OperationFailed {}
class RequestTimeout extends NetworkError {}
class DDoSProtection extends NetworkError {}
class NullResponse extends OperationFailed {}

const clean = cleaner('binance', { key: 'the-key', secret: 'the-secret', password: null });
const judge = (error: unknown) => troubleOf(error, binance, clean);

describe('what ccxt throws', () => {
  it.each([
    [new RequestTimeout('binance timed out'), { kind: 'silence' }],
    [new NetworkError('binance fetch failed'), { kind: 'silence' }],
    [new NullResponse('binance empty'), { kind: 'silence' }],
    [new TypeError('Cannot read properties of undefined'), { kind: 'silence' }],
    ['not even an error', { kind: 'silence' }],
    [new TransportTrouble('unsent', 'connect ECONNREFUSED'), { kind: 'unsent' }],
    [new DDoSProtection('binance 429 Too Many Requests'), { kind: 'limited' }],
    [new OrderNotFound('binance gone'), { kind: 'refused', because: 'gone' }],
    [new DuplicateOrderId('binance twice'), { kind: 'refused', because: 'duplicate' }],
    [new InsufficientFunds('binance too little'), { kind: 'refused', because: 'held' }],
    [new ExchangeError('binance whatever'), { kind: 'refused', because: 'other' }],
  ])('%o', (error, trouble) => {
    expect(judge(error)).toMatchObject(trouble);
  });

  it('is judged by the venue’s own codes before its class', () => {
    const said = (code: number, msg: string) => new ExchangeError(`binance ${JSON.stringify({ code, msg })}`);
    expect(judge(said(-4118, 'ReduceOnly Order Failed.'))).toMatchObject({ because: 'held' });
    expect(judge(said(-2022, 'ReduceOnly Order is rejected.'))).toMatchObject({ because: 'gone' });
    expect(judge(said(-4024, "Limit price can't be lower than 57000.5."))).toMatchObject({
      because: 'price_band',
      priceLimit: '57000.5',
    });
  });
});

describe('what is shown of it', () => {
  it('has no query, no signature and no part of the key', () => {
    const address = 'https://api.binance.com/api/v3/order?symbol=X&signature=0a1b2c';
    const { words } = judge(new NetworkError(`binance GET ${address} the-key the-secret`));
    expect(words).toBe('GET https://api.binance.com/api/v3/order … …');
  });

  it('says of a key that is not accepted that it is the key', () => {
    expect(judge(new AuthenticationError('binance Invalid API-key'))).toMatchObject({
      words: 'the key is not accepted (binance Invalid API-key)',
    });
    expect(judge(new PermissionDenied('binance not in your country')).words).toBe('not in your country');
  });

  it('is short', () => {
    expect(judge(new ExchangeError('x'.repeat(10_000))).words).toHaveLength(200);
  });
});
