import { describe, expect, it } from 'vitest';
import type { CcxtExchange } from './library.ts';
import type { ActiveSection } from './spending.ts';
import { walletOf, walletPositions, walletWorth } from './wallet.ts';

const market = (symbol: string, active = true) => ({ symbol, active, spot: true });
const markets = {
  'BTC/USDT': market('BTC/USDT'),
  'ETH/USD': market('ETH/USD', false),
  'ETH/USDT': market('ETH/USDT'),
};
const exchange = { markets } as unknown as CcxtExchange;
const section = { name: 'spot', mark: '', trades: () => true } as unknown as ActiveSection;
const holdings = { kind: 'balances', params: {}, isForSale: (currency: string) => !currency.startsWith('LD') } as const;
const rules = { cash: ['USD', 'USDT'], keep: { BTC: '0.5' } };

function wallet(
  total: Record<string, string>,
  more: { debt?: Record<string, string>; used?: Record<string, string> } = {},
) {
  return walletOf(exchange, section, holdings, { total, used: more.used ?? {}, debt: more.debt, info: {} }, rules);
}
const positions = (...given: Parameters<typeof wallet>) =>
  Object.fromEntries(walletPositions(wallet(...given), new Map()).map(({ symbol, quantity }) => [symbol, quantity]));

describe('a wallet as positions', () => {
  it('sells what is above what is kept, and nothing when there is less', () => {
    expect(positions({ BTC: '1.25' })).toEqual({ 'BTC/USDT': '0.75' });
    expect(positions({ BTC: '0.4' })).toEqual({});
  });

  it('leaves money and what earns alone', () => {
    expect(positions({ USD: '5', USDT: '7', LDBTC: '1', BTC: '0' })).toEqual({});
  });

  it('takes the first open market, and names by itself what has none', () => {
    expect(positions({ ETH: '2', XYZ: '9' })).toEqual({ 'ETH/USDT': '2', XYZ: '9' });
  });

  it('makes a short of what is borrowed, also of a currency of which some is kept', () => {
    expect(positions({ BTC: '0.1', ETH: '1' }, { debt: { BTC: '0.3', ETH: '0.4' } })).toEqual({
      'BTC/USDT': '-0.2',
      'ETH/USDT': '0.6',
    });
  });

  it('holds what is free where the venue tells no total', () => {
    const told = { total: { ETH: undefined, BTC: undefined }, free: { ETH: '2' }, used: { BTC: '0.75' }, info: {} };
    const { coins } = walletOf(exchange, section, holdings, told, rules);
    expect(coins.map(({ currency, quantity }) => `${currency} ${quantity}`)).toEqual(['ETH 2', 'BTC 0.75']);
  });

  it('is worth its money and what has a price', () => {
    const worth = walletWorth(wallet({ USD: '5', BTC: '2', XYZ: '9' }), new Map([['BTC/USDT', '100']]), rules.cash);
    expect(worth).toBe('205');
  });

  it('knows what orders hold', () => {
    expect([...wallet({ BTC: '1', ETH: '1' }, { used: { BTC: '0.2', ETH: '0' } }).held]).toEqual(['BTC']);
  });
});
