import * as z from 'zod';
import { HttpUrl } from './http-url.ts';
import { SecretRef } from './secret-ref.ts';

const PaperBroker = z.strictObject({
  kind: z.literal('paper').describe('A paper account: real orders, no money.'),
  url: HttpUrl.optional().describe(
    'A served paper exchange (`scram paper serve`). Without it: the demo account inside the engine.',
  ),
});

const AlpacaBroker = z.strictObject({
  kind: z.literal('alpaca').describe('An account at Alpaca (docs/alpaca.md).'),
  paper: z
    .boolean({ error: 'must be true, for the paper account, or false, for real money' })
    .default(true)
    .describe('false: the live account, with keys of its own. A kill there trades real money.'),
  keyId: SecretRef,
  secretKey: SecretRef,
  baseUrl: HttpUrl.refine(keepsSecrets, {
    error: 'must be an https:// address unless it is on this machine: the keys go with every call',
  })
    .optional()
    .describe('Another address than that of the paper or the live account: a proxy, for example.'),
});

const Currency = z
  .string()
  .regex(/^[A-Z0-9]{1,20}$/, { error: 'must be a currency as ccxt writes it, such as "USDT" or "BTC"' });

const CcxtBroker = z.strictObject({
  kind: z.literal('ccxt').describe('An account at a crypto venue, through the library ccxt (docs/ccxt.md).'),
  exchange: z
    .string({ error: 'must be the name that ccxt has for the exchange, such as "binance" or "kraken"' })
    .regex(/^[a-z0-9]{2,40}$/, { error: 'must be the name that ccxt has for the exchange: small letters and digits' })
    .describe('The name that ccxt has for the exchange, such as binance, bybit, okx, kraken or krakenfutures.'),
  markets: z
    .array(z.string().min(1).max(20), { error: 'must be a list, such as ["spot", "swap"]' })
    .min(1)
    .max(8)
    .optional()
    .describe('Which parts of the account: spot, swap, …. Default: all that are known of the exchange.'),
  sandbox: z
    .boolean({ error: "must be true, for the exchange's sandbox, or false, for real money" })
    .default(false)
    .describe("true: the exchange's sandbox, with keys of its own."),
  key: SecretRef,
  secret: SecretRef,
  password: SecretRef.optional().describe('The third part of the key, where the exchange has one (okx).'),
  cash: z
    .array(Currency, { error: 'must be a list of currencies, such as ["USD", "USDT"]' })
    .min(1)
    .max(16)
    .default(['USD', 'USDT', 'USDC'])
    .describe(
      'Currencies of a wallet that are money: never sold. All else is sold for the first of them that has a market.',
    ),
  keep: z
    .record(
      Currency,
      z
        .string({ error: 'must be a decimal number in a string, such as "0.5"' })
        .regex(/^\d+(\.\d+)?$/, { error: 'must be a decimal number in a string, such as "0.5"' }),
    )
    .default({})
    .describe('How much of a currency is kept: only what is above it is sold.'),
  urls: z
    .record(
      z.union([z.literal('*'), z.url({ protocol: /^https?$/ })], {
        error: 'must be an address such as https://api.binance.com, or *',
      }),
      HttpUrl.refine(keepsSecrets, {
        error: 'must be an https:// address unless it is on this machine: the keys go with every call',
      }),
    )
    .optional()
    .describe("Other addresses in place of the exchange's own, by the one that they replace; * for all of them."),
});

const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

function keepsSecrets(address: string): boolean {
  const url = URL.parse(address);
  return url === null || url.protocol === 'https:' || loopback.includes(url.hostname);
}

/** One account at one venue, by its kind. */
export const BrokerConfig = z
  .discriminatedUnion('kind', [PaperBroker, AlpacaBroker, CcxtBroker], { error: 'must be paper, alpaca or ccxt' })
  .describe('One account at one venue. A kill covers the whole account.');
export type BrokerConfig = z.infer<typeof BrokerConfig>;
export type AlpacaBrokerConfig = Extract<BrokerConfig, { kind: 'alpaca' }>;
export type CcxtBrokerConfig = Extract<BrokerConfig, { kind: 'ccxt' }>;
