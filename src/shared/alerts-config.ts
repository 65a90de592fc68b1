import * as z from 'zod';
import { durationSchema } from './duration.ts';
import { HttpUrl } from './http-url.ts';
import { SecretRef } from './secret-ref.ts';

const baseUrl = (standard: string) =>
  HttpUrl.default(standard).describe('Where the service is reached: a proxy, a regional host, a server of your own.');
const webhookBase = HttpUrl.optional().describe(
  'Scheme, host and port to use instead of those in the address: a proxy, for example.',
);
const mailbox = z.email({ error: 'must be an email address' });
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, {
  error: 'must be a phone number with its country: + and 7 to 15 digits',
});

const Slack = z.strictObject({
  kind: z.literal('slack').describe('Slack, by an incoming webhook.'),
  webhookUrl: SecretRef,
  baseUrl: webhookBase,
});

const Email = z.strictObject({
  kind: z.literal('email').describe('Email, by an SMTP server.'),
  host: z.string().min(1).max(253).describe('The SMTP server.'),
  port: z.int().min(1).max(65_535).default(587),
  security: z
    .enum(['starttls', 'tls', 'none'], { error: 'must be starttls, tls or none' })
    .default('starttls')
    .describe('starttls: refused by a server without it. tls: from the first byte (port 465). none: in clear text.'),
  username: SecretRef.optional(),
  password: SecretRef.optional(),
  from: mailbox,
  to: mailbox.describe('One mailbox or list. For several, one channel each.'),
});

const Sms = z.strictObject({
  kind: z.literal('sms').describe('A text message, by Twilio.'),
  accountSid: SecretRef,
  authToken: SecretRef,
  from: phone.describe('A number of your Twilio account.'),
  to: phone.describe('One phone. For several, one channel each.'),
  baseUrl: baseUrl('https://api.twilio.com'),
});

const PagerDuty = z.strictObject({
  kind: z.literal('pagerduty').describe('PagerDuty, by its Events API v2.'),
  routingKey: SecretRef,
  baseUrl: baseUrl('https://events.pagerduty.com'),
});

const Ntfy = z.strictObject({
  kind: z.literal('ntfy').describe('ntfy.sh, or an ntfy server of your own.'),
  topic: SecretRef.describe('On a public server whoever knows the topic can read it: hence a secret.'),
  token: SecretRef.optional(),
  baseUrl: baseUrl('https://ntfy.sh'),
});

const chatIdWords = 'must be the number of a chat, or the @name of a public channel';
const Telegram = z.strictObject({
  kind: z.literal('telegram').describe('Telegram, by a bot of your own, which also takes commands (docs/telegram.md).'),
  token: SecretRef,
  chatId: z
    .union([z.int(), z.string().regex(/^@[A-Za-z]\w{3,31}$/, { error: chatIdWords })], {
      error: chatIdWords,
    })
    .describe('Where alerts go. For a private chat it is your own user id.'),
  allowedUserIds: z
    .array(z.int().positive({ error: 'must be the id of a person, a positive number' }))
    .max(16, { error: 'must name at most 16 people' })
    .default([])
    .describe('Who may command the engine, in a private chat with the bot. Left out: the bot takes no commands.'),
  baseUrl: baseUrl('https://api.telegram.org'),
});

const Webhook = z.strictObject({
  kind: z.literal('webhook').describe('A signed message to an address of yours (docs/alerts.md).'),
  webhookUrl: SecretRef,
  key: SecretRef.describe('The secret that both sides hold, at least 16 characters.'),
  baseUrl: webhookBase,
});

const Desktop = z.strictObject({
  kind: z.literal('desktop').describe('A notification on the desktop of this machine.'),
});

const kinds = [Telegram, Slack, Email, Sms, PagerDuty, Ntfy, Webhook, Desktop] as const;
const AlertChannel = z.discriminatedUnion('kind', kinds, {
  error:
    'must be telegram, slack, email, sms, pagerduty, ntfy, webhook or desktop, unless the channel is named like its kind',
});
export type AlertChannelConfig = z.infer<typeof AlertChannel>;
export type AlertChannelKind = AlertChannelConfig['kind'];
export type TelegramConfig = Extract<AlertChannelConfig, { kind: 'telegram' }>;

/** Far beyond what anybody reads. */
export const alertChannelsMax = 16;
const channelName = /^[a-z0-9][a-z0-9_-]{0,31}$/i;

/** The channels by name. One that is named like its kind need not say its kind. */
export const Alerts = z
  .object({
    telegram: Telegram.extend({ kind: Telegram.shape.kind.default('telegram') }).optional(),
    slack: Slack.extend({ kind: Slack.shape.kind.default('slack') }).optional(),
    email: Email.extend({ kind: Email.shape.kind.default('email') }).optional(),
    sms: Sms.extend({ kind: Sms.shape.kind.default('sms') }).optional(),
    pagerduty: PagerDuty.extend({ kind: PagerDuty.shape.kind.default('pagerduty') }).optional(),
    ntfy: Ntfy.extend({ kind: Ntfy.shape.kind.default('ntfy') }).optional(),
    webhook: Webhook.extend({ kind: Webhook.shape.kind.default('webhook') }).optional(),
    desktop: Desktop.extend({ kind: Desktop.shape.kind.default('desktop') }).optional(),
  })
  .catchall(AlertChannel)
  .superRefine((channels, context) => {
    const names = Object.keys(channels);
    const bad = names.find((name) => !channelName.test(name));
    const message = 'must be a name of letters, digits, - and _, at most 32 characters';
    if (bad !== undefined) context.addIssue({ code: 'custom', path: [bad], message });
    if (names.length > alertChannelsMax) {
      context.addIssue({ code: 'custom', message: `must name at most ${alertChannelsMax} channels` });
    }
  })
  .superRefine((channels, context) => {
    const commanded = Object.entries(channels).filter(
      ([, channel]) => channel?.kind === 'telegram' && channel.allowedUserIds.length > 0,
    );
    const [, second] = commanded;
    if (second === undefined) return;
    const message = 'must stand in one Telegram channel alone: one bot takes the commands';
    context.addIssue({ code: 'custom', path: [second[0], 'allowedUserIds'], message });
  })
  .transform((channels): Record<string, AlertChannelConfig> => {
    const entries = Object.entries(channels);
    return Object.fromEntries(entries.filter((entry): entry is [string, AlertChannelConfig] => entry[1] !== undefined));
  });

/** Tells an outside service that this machine lives; when the pings stop, that service tells somebody. */
export const Watchdog = z.strictObject({
  url: SecretRef.describe('The ping address of a check at healthchecks.io, or of a server like it.'),
  every: durationSchema(10_000, 86_400_000).default('60s').describe('How often, while the engine is healthy.'),
});
