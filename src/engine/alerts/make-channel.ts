import { hostname } from 'node:os';
import type { AlertChannelConfig, AlertChannelKind } from '../../shared/alerts-config.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { SecretRef } from '../../shared/secret-ref.ts';
import type { Clock } from '../clock.ts';
import type { Secrets } from '../secrets.ts';
import type { Channel } from './channel.ts';
import { desktopChannel } from './desktop/desktop.ts';
import { notifyDesktop } from './desktop/notifier.ts';
import { emailChannel } from './email/email.ts';
import { httpAddress, withBase } from './http.ts';
import { alertLimits } from './limits.ts';
import { ntfyChannel } from './ntfy/ntfy.ts';
import { pagerDutyChannel } from './pagerduty/pagerduty.ts';
import { slackChannel } from './slack/slack.ts';
import { smsChannel } from './sms/sms.ts';
import { telegramChannel } from './telegram/channel.ts';
import { webhookChannel } from './webhook/webhook.ts';

export interface ChannelParts {
  secrets: Pick<Secrets, 'of' | 'placeOf'>;
  clock: Clock;
  /** Whether the desktop app shows notifications of its own now. */
  shellAttached: () => boolean;
}

/** A secret that is needed is missing, or is not what it must be. Thrown and caught in this file. */
class SecretMissing extends Error {}

/** The channel that a part of the configuration describes. One whose secrets are not there fails every message, saying which. */
export function makeChannel(name: string, config: AlertChannelConfig, parts: ChannelParts): Channel {
  try {
    return channelOf(name, config, parts);
  } catch (error) {
    if (!(error instanceof SecretMissing)) throw error;
    return unusableChannel(name, config.kind, error.message);
  }
}

function channelOf(name: string, config: AlertChannelConfig, { secrets, clock, shellAttached }: ChannelParts): Channel {
  const secret = (reference: SecretRef): string => {
    const value = secrets.of(reference);
    if (value === null) throw new SecretMissing(`there is no secret in ${secrets.placeOf(reference)}`);
    return value;
  };
  const address = (reference: SecretRef, baseUrl: string | undefined): URL => {
    const url = httpAddress(secret(reference));
    if (url === null)
      throw new SecretMissing(`there is no http:// or https:// address in ${secrets.placeOf(reference)}`);
    return withBase(url, baseUrl);
  };
  switch (config.kind) {
    case 'telegram':
      return telegramChannel({ name, settings: config, token: secret(config.token) });
    case 'slack':
      return slackChannel({ name, clock, webhookUrl: address(config.webhookUrl, config.baseUrl) });
    case 'email': {
      const { host, port, security, from, to, username, password } = config;
      const credentials = username && password ? { username: secret(username), password: secret(password) } : null;
      return emailChannel({ name, host, port, security, credentials, from, to });
    }
    case 'sms': {
      const { accountSid, authToken, from, to, baseUrl } = config;
      return smsChannel({
        name,
        clock,
        accountSid: secret(accountSid),
        authToken: secret(authToken),
        from,
        to,
        baseUrl,
      });
    }
    case 'pagerduty': {
      const { routingKey, baseUrl } = config;
      return pagerDutyChannel({ name, clock, routingKey: secret(routingKey), baseUrl, source: hostname() });
    }
    case 'ntfy': {
      const { topic, token, baseUrl } = config;
      return ntfyChannel({ name, clock, topic: secret(topic), token: token ? secret(token) : null, baseUrl });
    }
    case 'webhook': {
      const key = secret(config.key);
      if (key.length < alertLimits.webhookKeyCharacters) {
        const least = `${alertLimits.webhookKeyCharacters} characters`;
        throw new SecretMissing(`there is no key of at least ${least} in ${secrets.placeOf(config.key)}`);
      }
      return webhookChannel({ name, clock, key, webhookUrl: address(config.webhookUrl, config.baseUrl) });
    }
    case 'desktop':
      return desktopChannel({ name, shellAttached, notify: notifyDesktop });
    default:
      return assertNever(config);
  }
}

function unusableChannel(name: string, kind: AlertChannelKind, words: string): Channel {
  const nextAction = 'Put it there and restart the engine.';
  return {
    name,
    kind,
    send: async () => ({ kind: 'failed', permanent: true, words }),
    check: async () => ({ kind: 'bad', words, nextAction }),
    dispose: () => undefined,
  };
}
