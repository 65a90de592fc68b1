import * as z from 'zod';
import { faultsOf, type Judge, Text } from './judge.ts';
import type { Received } from './service.ts';

/**
 * What Twilio's Messages resource takes, of what Scram uses: https://www.twilio.com/docs/messaging/api/message-resource (a form, at
 * most 1,600 characters), https://www.twilio.com/docs/glossary/what-e164 (numbers) and https://www.twilio.com/docs/api/errors (codes).
 */
const E164 = z.string().regex(/^\+[1-9]\d{1,14}$/);
const fields = { To: E164, From: E164, Body: Text(1_600) };
const codes: Record<keyof typeof fields, number> = { To: 21211, From: 21212, Body: 21617 };

/** A Twilio with one account. */
export function twilioJudge(accountSid: string, authToken: string): Judge {
  const account = `/2010-04-01/Accounts/${accountSid}`;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  return (request) => {
    if (request.headers.authorization !== authorization) return refuses(401, 20003);
    if (request.method === 'GET' && request.path.endsWith(`${account}.json`)) {
      return { status: 200, body: { sid: accountSid, status: 'active' } };
    }
    if (request.method !== 'POST' || !request.path.endsWith(`${account}/Messages.json`)) return refuses(404, 20404);
    const form = formOf(request);
    for (const [name, schema] of Object.entries(fields)) {
      if (faultsOf(schema, form[name]).length > 0) return refuses(400, codes[name as keyof typeof fields]);
    }
    return { status: 201, body: { sid: `SM${'0'.repeat(32)}`, status: 'queued', error_code: null, body: form.Body } };
  };
}

function formOf({ headers, body }: Received): Record<string, string> {
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return {};
  return Object.fromEntries(new URLSearchParams(body));
}

function refuses(status: number, code: number) {
  return { status, body: { code, message: 'no', more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
