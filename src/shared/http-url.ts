import * as z from 'zod';

/** An address over HTTP. What stands in it is shown, so that a name and a password have no place there. */
export const HttpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((address) => !hasCredentials(address), {
    error: 'must have no name and no password in it: the configuration is shown and kept in the clear',
  });

function hasCredentials(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && `${url.username}${url.password}` !== '';
}
