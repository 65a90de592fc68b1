import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CcxtExchange, Params } from './library.ts';

type ExchangeClass = new (options: Params) => CcxtExchange;

/**
 * ccxt's class of one exchange, from its own file: all of the library would be loaded with it otherwise, which is three times the
 * memory and time. Throws an error whose message is for people.
 */
export async function loadExchangeClass(id: string): Promise<ExchangeClass> {
  const library = createRequire(import.meta.url).resolve('ccxt');
  // `resolve` names the whole library in one file; those of the exchanges lie beside it and are exported by no name.
  const file = join(dirname(dirname(library)), 'js', 'src', `${id}.js`);
  if (!/^[a-z0-9]+$/.test(id) || !existsSync(file)) throw new Error(`ccxt has no exchange "${id}"`);
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  if (typeof module.default !== 'function') throw new Error(`ccxt's file of "${id}" has no exchange in it`);
  return module.default as ExchangeClass;
}
