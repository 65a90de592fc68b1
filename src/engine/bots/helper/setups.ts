import type { BotConfig } from '../../../shared/bots-config.ts';
import type { Config } from '../../../shared/config.ts';
import type { SecretRef } from '../../../shared/secret-ref.ts';
import type { Secrets } from '../../secrets.ts';
import { botLimits } from '../limits.ts';
import type { BotSecrets, BotSetup } from './protocol.ts';

/** The bots of a configuration with their secrets, or with word of where those should be. */
export function botSetups(options: { config: Pick<Config, 'bots'>; dataDir: string; secrets: Secrets }): BotSetup[] {
  const { dataDir, secrets } = options;
  return Object.entries(options.config.bots).map(([name, config]) => {
    return { name, config, dataDir, secrets: secretsOf(config, secrets) };
  });
}

function secretsOf(config: BotConfig, secrets: Secrets): BotSecrets {
  const wanted: [keyof BotSecrets['values'], SecretRef, number][] = [];
  if (config.kind === 'webhook') wanted.push(['key', config.key, botLimits.webhookKeyCharacters]);
  if (config.kind === 'freqtrade') wanted.push(['username', config.username, 1], ['password', config.password, 1]);
  const found: BotSecrets = { values: {}, missing: [] };
  for (const [what, reference, characters] of wanted) {
    const value = secrets.of(reference);
    if (value === null) found.missing.push(secrets.placeOf(reference));
    else if (value.length < characters)
      found.missing.push(`${secrets.placeOf(reference)} (${characters} characters at least)`);
    else found.values[what] = value;
  }
  return found;
}
