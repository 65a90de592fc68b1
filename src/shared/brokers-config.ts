import * as z from 'zod';
import { SecretRef } from './secret-ref.ts';

const PaperBroker = z.strictObject({
  kind: z.literal('paper').describe('A paper account: real orders, no money.'),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe('A served paper exchange (`scram paper serve`). Without it: the demo account inside the engine.'),
});

const AlpacaBroker = z.strictObject({
  kind: z.literal('alpaca').describe('An account at Alpaca (docs/alpaca.md).'),
  paper: z
    .boolean({ error: 'must be true, for the paper account, or false, for real money' })
    .default(true)
    .describe('false: the live account, with keys of its own. A kill there trades real money.'),
  keyId: SecretRef,
  secretKey: SecretRef,
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .refine(keepsSecrets, {
      error: 'must be an https:// address unless it is on this machine: the keys go with every call',
    })
    .optional()
    .describe('Another address than that of the paper or the live account: a proxy, for example.'),
});

const loopback: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

function keepsSecrets(address: string): boolean {
  const url = URL.parse(address);
  return url === null || url.protocol === 'https:' || loopback.includes(url.hostname);
}

/** One account at one venue, by its kind. */
export const BrokerConfig = z
  .discriminatedUnion('kind', [PaperBroker, AlpacaBroker], { error: 'must be paper or alpaca' })
  .describe('One account at one venue. A kill covers the whole account.');
export type BrokerConfig = z.infer<typeof BrokerConfig>;
export type AlpacaBrokerConfig = Extract<BrokerConfig, { kind: 'alpaca' }>;
