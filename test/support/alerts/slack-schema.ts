import * as z from 'zod';
import { faultsOf, type Judge, jsonOf, Text } from './judge.ts';

/**
 * What an incoming webhook of Slack takes, of what Scram uses: https://docs.slack.dev/reference/block-kit/blocks (lengths of each
 * block), https://docs.slack.dev/reference/block-kit/composition-objects/text-object (both kinds of text), and
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (the form of an error: a word as plain text).
 */
const PlainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: Text(max), emoji: z.boolean().optional() });
const Marked = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: Text(max), verbatim: z.boolean().optional() });
const AnyText = (max: number) => z.union([PlainText(max), Marked(max)]);

const Block = z.union([
  z.strictObject({ type: z.literal('header'), text: PlainText(150) }),
  z.strictObject({ type: z.literal('section'), text: AnyText(3_000) }),
  z.strictObject({ type: z.literal('section'), fields: z.array(AnyText(2_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('context'), elements: z.array(AnyText(3_000)).min(1).max(10) }),
]);

/** A longer `text` is cut by Slack without a word. */
const Message = z.strictObject({ text: Text(4_000), blocks: z.array(Block).min(1).max(50) });

export const slackJudge: Judge = (request) => {
  if (request.method !== 'POST') return { status: 405, body: 'method_not_allowed' };
  const json = jsonOf(request);
  if (json === undefined) return { status: 400, body: 'invalid_payload' };
  return faultsOf(Message, json).length === 0 ? { status: 200, body: 'ok' } : { status: 400, body: 'invalid_blocks' };
};
