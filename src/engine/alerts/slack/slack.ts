import type { Clock } from '../../clock.ts';
import type { Channel, Delivery } from '../channel.ts';
import { failedStatus, post, type Said } from '../http.ts';
import { type AlertMessage, fitted, titleOf } from '../message.ts';

export interface SlackOptions {
  name: string;
  /** The incoming webhook: whoever knows it can write there. */
  webhookUrl: URL;
  clock: Clock;
}

/** https://docs.slack.dev/reference/block-kit/blocks */
const limits = { headerCharacters: 150, sectionCharacters: 3_000, fieldCharacters: 2_000, fields: 10 } as const;

/** Slack by an incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export function slackChannel({ name, webhookUrl, clock }: SlackOptions): Channel {
  return {
    name,
    kind: 'slack',
    async send(message, { signal }) {
      const body = JSON.stringify(slackBody(message));
      const answer = await post({ url: webhookUrl, body: ['application/json', body], signal });
      return answer.ok ? deliveryOf(answer.said, clock.wallMs()) : answer.failed;
    },
    // A webhook answers nothing but messages.
    check: async () => ({ kind: 'unproven', words: 'a webhook can only be tried by a message' }),
    dispose: () => undefined,
  };
}

/** What is sent: blocks, and `text` for whatever shows none (notifications, screen readers). */
export function slackBody(message: AlertMessage) {
  const { sentence, nextAction, numbers, killId, at } = message;
  const title = titleOf(message);
  const fields = numbers.map(({ label, value }) => {
    return marked(`*${escaped(label)}*\n${escaped(value)}`, limits.fieldCharacters);
  });
  const section = (text: string) => ({ type: 'section', text: marked(text, limits.sectionCharacters) });
  const context = killId === null ? at : `${at} · ${killId}`;
  return {
    text: fitted(escaped(`${title}. ${sentence}`), limits.sectionCharacters),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: fitted(title, limits.headerCharacters), emoji: false } },
      section(escaped(sentence)),
      ...(nextAction === '' ? [] : [section(`*${escaped(nextAction)}*`)]),
      ...inTens(fields).map((some) => ({ type: 'section', fields: some })),
      { type: 'context', elements: [marked(escaped(context), limits.sectionCharacters)] },
    ],
  };
}

/** `verbatim`: Slack makes no link and no mention of what looks like one. */
function marked(text: string, characters: number) {
  return { type: 'mrkdwn', text: fitted(text, characters), verbatim: true };
}

/** As many fields as one section takes, in as many sections as that takes: one a broker, or twelve, far from Slack's 50 blocks. */
function inTens<T>(fields: readonly T[]): T[][] {
  const sections = Math.ceil(fields.length / limits.fields);
  return Array.from({ length: sections }, (_, at) => fields.slice(at * limits.fields, (at + 1) * limits.fields));
}

/** Slack's three control characters, so that a reason can neither link nor mention anybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Errors that Slack names in the body and that no second attempt mends. */
const finalErrors = [
  'invalid_payload',
  'invalid_token',
  'no_service',
  'no_service_id',
  'no_team',
  'team_disabled',
  'user_not_found',
  'channel_not_found',
  'channel_is_archived',
  'action_prohibited',
  'posting_to_general_channel_denied',
  'no_active_hooks',
];

/** `ok` in the body of a 200 is Slack's word that it has taken the message; anything else is not. */
function deliveryOf(said: Said, nowMs: number): Delivery {
  const text = said.text.trim();
  if (said.status === 200 && text === 'ok') return { kind: 'sent', words: 'Slack said ok' };
  const named = finalErrors.find((error) => error === text);
  if (named !== undefined) return { kind: 'failed', permanent: true, words: `Slack refuses it: ${named}` };
  if (said.status === 200) return { kind: 'failed', permanent: false, words: 'it answered 200, but not with ok' };
  return failedStatus(said, nowMs);
}
