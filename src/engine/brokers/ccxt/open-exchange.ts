import { messageOf } from '../../../shared/errors.ts';
import { TransportTrouble } from './errors.ts';
import type { CcxtExchange } from './library.ts';
import { ccxtLimits } from './limits.ts';
import { loadExchangeClass } from './load.ts';
import type { CcxtOptions } from './options.ts';
import { originsOf, urlFinder } from './origins.ts';
import type { Spending } from './spending.ts';
import { Transport } from './transport.ts';
import type { Venue } from './venues/venue.ts';

export interface Opened {
  exchange: CcxtExchange;
  transport: Transport;
}

/** ccxt's instance for an account, over a transport of our own. Throws what is wrong with the configuration; nothing is sent yet. */
export async function openExchange(venue: Venue, options: CcxtOptions, spending: Spending): Promise<Opened> {
  checkMarkets(venue, options);
  const { exchange: id, keys, sandbox, urls } = options;
  const Exchange = await loadClass(id);
  const exchange = new Exchange({
    apiKey: keys.key,
    secret: keys.secret,
    ...(keys.password !== null && { password: keys.password }),
    enableRateLimit: false,
    // Ours is the time limit; this one would only end the waiting and not the request.
    timeout: ccxtLimits.marketsCallMs * 2,
    number: String,
    enableLastHttpResponse: false,
    enableLastResponseHeaders: false,
    // What currencies can be withdrawn to is of no use here, and asked for with the keys.
    has: { fetchCurrencies: false },
    options: venue.options,
    fetchImplementation: (url: string, init: Parameters<Transport['fetch']>[1]) => transport.fetch(url, init),
  });
  if (sandbox) enterSandbox(exchange, venue);
  checkUrls(exchange, urls);
  const transport = new Transport({
    urls,
    pings: [...new Set(spending.sections.flatMap((section) => section.ping(urlFinder(exchange)) ?? []))],
    isWhole: venue.isWhole,
    onSend: (origin) => spending.sent(origin, exchange),
    mayPing: (origin) => spending.mayPing(origin, exchange),
    onPing: (origin) => spending.pinged(origin, exchange),
  });
  return { exchange, transport };
}

function checkMarkets({ sections }: Venue, { markets }: CcxtOptions): void {
  const unknown = markets?.find((name) => !(name in sections));
  if (unknown === undefined) return;
  const known = Object.keys(sections).join(', ');
  throw new TransportTrouble('unsent', `"markets" names ${unknown}; here there are: ${known}`);
}

function checkUrls(exchange: CcxtExchange, urls: CcxtOptions['urls']): void {
  const origins = originsOf(exchange);
  const stranger = Object.keys(urls).find((origin) => origin !== '*' && !origins.includes(origin));
  if (stranger === undefined) return;
  const words = `"urls" names ${stranger}, which is not an origin of ${exchange.id}; these are: ${origins.join(', ')}`;
  throw new TransportTrouble('unsent', words);
}

/** Throws where there is none: what is called a sandbox must never be the real account. */
function enterSandbox(exchange: CcxtExchange, { sandboxIsDemo }: Venue): void {
  if (sandboxIsDemo !== true) exchange.setSandboxMode(true);
  else if (exchange.enableDemoTrading) exchange.enableDemoTrading(true);
  else throw new TransportTrouble('unsent', `ccxt's ${exchange.id} has no demo trading`);
}

async function loadClass(id: string) {
  try {
    return await loadExchangeClass(id);
  } catch (error) {
    throw new TransportTrouble('unsent', messageOf(error));
  }
}
