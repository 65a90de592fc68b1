import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { Channel, ChannelCheck, Delivery } from '../channel.ts';
import { failedStatus, jsonIn, post, type Said, under } from '../http.ts';
import type { AlertMessage } from '../message.ts';
import { shortText } from '../text.ts';

export interface SmsOptions {
  name: string;
  baseUrl: string;
  accountSid: string;
  authToken: string;
  from: string;
  to: string;
  clock: Clock;
}

/** Two segments of the alphabet of 16-bit units, which one typographic character is enough to bring about. */
const smsCharacters = 134;

/** SMS by Twilio's REST API (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource). */
export function smsChannel({ name, baseUrl, accountSid, authToken, from, to, clock }: SmsOptions): Channel {
  const account = `/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`;
  const headers = { Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` };
  return {
    name,
    kind: 'sms',
    async send(message, { signal }) {
      const form = new URLSearchParams({ To: to, From: from, Body: smsText(message) }).toString();
      const body = ['application/x-www-form-urlencoded', form] as const;
      const answer = await post({ url: under(baseUrl, `${account}/Messages.json`), headers, body, signal });
      return answer.ok ? deliveryOf(answer.said, clock.wallMs()) : answer.failed;
    },
    async check(signal) {
      const answer = await post({ method: 'GET', url: under(baseUrl, `${account}.json`), headers, signal });
      return answer.ok
        ? checkOf(answer.said)
        : { kind: 'bad', words: answer.failed.words, nextAction: 'Check baseUrl.' };
    },
    dispose: () => undefined,
  };
}

export function smsText(message: AlertMessage): string {
  return shortText(message, smsCharacters);
}

const Created = z.object({ sid: z.string().min(1), status: z.string(), error_code: z.number().nullish() });
const Refused = z.object({ code: z.number() });
const Account = z.object({ status: z.string() });

/** Refusals that Twilio answers with 429 or 5xx beside, and that pass (https://www.twilio.com/docs/api/errors). */
const passingCodes = [20429, 20500, 20503, 14107, 30022];

/** 201 with a message id: Twilio has it and will try. Whether the phone has rung is not known from here. */
function deliveryOf(said: Said, nowMs: number): Delivery {
  if (said.status === 201) {
    const created = Created.safeParse(jsonIn(said.text));
    if (!created.success) return { kind: 'failed', permanent: false, words: 'it answered 201, but with no message' };
    const { error_code: code } = created.data;
    if (code === null || code === undefined) return { kind: 'sent', words: 'Twilio accepted it for the phone' };
    return { kind: 'failed', permanent: true, words: `Twilio took it and failed: error ${code}` };
  }
  const failed = failedStatus(said, nowMs);
  const refused = Refused.safeParse(jsonIn(said.text));
  if (!refused.success) return failed;
  const { code } = refused.data;
  const words = `Twilio refuses it: error ${code}`;
  return passingCodes.includes(code) ? { ...failed, permanent: false, words } : { ...failed, words };
}

function checkOf(said: Said): ChannelCheck {
  const nextAction = 'Check accountSid and authToken, and the account at twilio.com.';
  const account = Account.safeParse(jsonIn(said.text));
  if (said.status !== 200) return { kind: 'bad', words: `Twilio answers with status ${said.status}`, nextAction };
  if (!account.success) return { kind: 'bad', words: 'it answers 200, but not with an account', nextAction };
  if (account.data.status === 'active') return { kind: 'good', words: 'Twilio knows the account, and it is active' };
  return { kind: 'bad', words: 'the Twilio account is not active', nextAction };
}
