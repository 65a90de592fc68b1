import type { GrammyError, HttpError } from 'grammy';

/**
 * Why Telegram did not do what it was asked. `bad_token` and `other_poller` need a person; `refused` will not be taken like this;
 * `too_many` and `passing` may be tried again. `words` are ours: neither the address, which has the token in it, nor anything of
 * unknown content is ever part of them.
 */
export interface Trouble {
  kind: 'bad_token' | 'other_poller' | 'refused' | 'too_many' | 'passing';
  words: string;
  /** Telegram's own word on when to ask again. */
  retryAfterMs?: number;
}

export interface Grammy {
  GrammyError: typeof GrammyError;
  HttpError: typeof HttpError;
}

/** `late`: the call was given up, because its time was over or the engine stops. */
export function troubleOf(error: unknown, late: boolean, { GrammyError, HttpError }: Grammy): Trouble {
  if (error instanceof GrammyError) return refusal(error.error_code, error.description, error.parameters.retry_after);
  if (late) return { kind: 'passing', words: 'it did not answer in time' };
  if (error instanceof HttpError) return { kind: 'passing', words: networkWords(error.error) };
  return { kind: 'passing', words: 'its answer can’t be understood' };
}

/** Of an answer that says no: Telegram's code and its sentence, of which only what is known is taken over. */
export function refusal(code: unknown, description: unknown, retryAfterSeconds: unknown): Trouble {
  const said = typeof description === 'string' ? description.toLowerCase() : '';
  if (code === 401 || (code === 404 && said === 'not found')) {
    return { kind: 'bad_token', words: 'it does not know the bot’s token' };
  }
  if (code === 409) return { kind: 'other_poller', words: conflictWords(said) };
  if (code === 429) {
    const seconds = typeof retryAfterSeconds === 'number' && retryAfterSeconds > 0 ? retryAfterSeconds : 1;
    return { kind: 'too_many', words: 'it asks for a pause', retryAfterMs: seconds * 1_000 };
  }
  const known = refusalWords.find(([part]) => said.includes(part));
  if (code === 403) return { kind: 'refused', words: known?.[1] ?? 'it does not let the bot write there' };
  if (code === 400) return { kind: 'refused', words: known?.[1] ?? 'it did not take the message' };
  if (typeof code !== 'number') return { kind: 'passing', words: 'its answer can’t be understood' };
  return { kind: 'passing', words: `it failed (${code})` };
}

/** Parts of Telegram's sentences, in lower case, and ours for them. */
const refusalWords: readonly (readonly [string, string])[] = [
  ['chat not found', 'it knows no such chat, or nobody has yet pressed Start in it'],
  ['blocked by the user', 'the bot is blocked there'],
  ['user is deactivated', 'that account is gone'],
  ["can't initiate conversation", 'nobody has yet pressed Start in that chat'],
  ['was kicked', 'the bot was put out of that chat'],
  ['is not a member', 'the bot is not a member of that chat'],
  ['upgraded to a supergroup', 'the group has a new number since it became a supergroup'],
  ['not enough rights', 'the bot may not write in that chat'],
  ['have no rights', 'the bot may not write in that chat'],
];

function conflictWords(said: string): string {
  return said.includes('webhook') ? 'the bot has a webhook set' : 'another program listens with the same token';
}

/** By the system's code alone: the message has the whole address in it. */
function networkWords(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name can’t be looked up';
    case 'ECONNREFUSED':
      return 'nothing answers at its address';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return 'it can’t be reached';
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'its certificate can’t be believed';
    default:
      return 'the connection failed, or its answer can’t be understood';
  }
}
