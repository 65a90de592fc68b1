import type { Refusals } from './refusals.ts';
import type { Sockets } from './sockets.ts';
import type { Tokens } from './tokens.ts';

/** What both listeners are built with. */
export interface ListenerParts {
  tokens: Tokens;
  refusals: Refusals;
  sockets: Sockets;
  isOwnHost: (host: string | undefined) => boolean;
}
