import { messageOf } from '../shared/errors.ts';
import { within } from './within.ts';

/** What the keychain of the operating system had. */
export interface KeychainReading {
  values: Record<string, string>;
  /** Why it could not be asked; null when it could, or nothing was wanted of it. */
  trouble: string | null;
}

/** In the keychain a secret stands under this service, with its own name as the account. */
export const keychainService = 'scram';
/** A keychain may ask its user something, whom an engine that is restarted at night must not wait for. */
const patienceMs = 2_000;

/**
 * Asks the keychain of the operating system (macOS Keychain, the Secret Service on Linux, Windows' Credential Manager) for these
 * secrets. Never throws: a machine without one, a locked one and one that asks a question give what they can within 2 s.
 */
export async function readKeychain(names: readonly string[]): Promise<KeychainReading> {
  const values: Record<string, string> = {};
  if (names.length === 0) return { values, trouble: null };
  const giveUp = new AbortController();
  const asked = ask(names, values, giveUp.signal).catch(messageOf);
  const trouble = await within(asked, patienceMs);
  giveUp.abort();
  return { values, trouble: trouble === undefined ? `it did not answer within ${patienceMs} ms` : trouble };
}

/** Fills `values`; native code, so it is loaded only where the configuration names a secret. */
async function ask(names: readonly string[], values: Record<string, string>, signal: AbortSignal): Promise<null> {
  const { AsyncEntry } = await import('@napi-rs/keyring');
  for (const name of names) {
    const value = await new AsyncEntry(keychainService, name).getPassword(signal);
    if (value !== null) values[name] = value;
  }
  return null;
}
