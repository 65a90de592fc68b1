import { ccxtLimits } from './limits.ts';
import type { CcxtKeys } from './options.ts';

/** Makes of what ccxt says what may be shown: errors of ccxt contain addresses with signatures. */
export type Clean = (text: string) => string;

export function cleaner(exchange: string, { key, secret, password }: CcxtKeys): Clean {
  const secrets = [key, secret, password].filter((part): part is string => part !== null && part !== '');
  return (text) => {
    const bare = text.startsWith(`${exchange} `) ? text.slice(exchange.length + 1) : text;
    const withoutQueries = bare.replace(/(https?:\/\/[^\s?]+)\?\S*/g, '$1').replace(/signature=\w+/gi, 'signature=…');
    const safe = secrets.reduce((said, part) => said.replaceAll(part, '…'), withoutQueries);
    return safe.trim().slice(0, ccxtLimits.wordsCharacters);
  };
}
