import type { CcxtExchange } from './library.ts';
import type { UrlOf } from './venues/venue.ts';

/** Addresses in ccxt's `urls.api`, by its names for them; `{hostname}` is filled in. Nested names are joined by a dot. */
function addressesOf({ urls, hostname = '' }: CcxtExchange): Map<string, string> {
  const found = new Map<string, string>();
  const enter = (name: string, value: unknown) => {
    if (typeof value === 'string') found.set(name, value.replaceAll('{hostname}', hostname));
    else if (typeof value === 'object' && value !== null) {
      for (const [inner, address] of Object.entries(value)) enter(name === '' ? inner : `${name}.${inner}`, address);
    }
  };
  enter('', urls.api);
  return found;
}

/** The hosts that an exchange is spoken to at. */
export function originsOf(exchange: CcxtExchange): string[] {
  const origins = [...addressesOf(exchange).values()].flatMap((address) => URL.parse(address)?.origin ?? []);
  return [...new Set(origins)].filter((origin) => origin.startsWith('http'));
}

/** Finds an address by ccxt's name for it. Throws for a name that ccxt does not have: a mistake in a venue's table. */
export function urlFinder(exchange: CcxtExchange): UrlOf {
  const addresses = addressesOf(exchange);
  return (name) => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`ccxt's ${exchange.id} has no address "${name}"`);
    return address;
  };
}
