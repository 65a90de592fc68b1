import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Channel } from '../../src/engine/alerts/channel.ts';
import { attempt, killMessage } from '../../src/engine/alerts/fixture.ts';
import type { AlertMessage } from '../../src/engine/alerts/message.ts';
import { ntfyChannel } from '../../src/engine/alerts/ntfy/ntfy.ts';
import { pagerDutyChannel } from '../../src/engine/alerts/pagerduty/pagerduty.ts';
import { slackChannel } from '../../src/engine/alerts/slack/slack.ts';
import { smsChannel } from '../../src/engine/alerts/sms/sms.ts';
import { webhookChannel } from '../../src/engine/alerts/webhook/webhook.ts';
import { systemClock as clock } from '../../src/engine/clock.ts';
import { selfSigned } from '../support/alerts/certificate.ts';
import { judgedBy } from '../support/alerts/judge.ts';
import { ntfyJudge } from '../support/alerts/ntfy-schema.ts';
import { PagerDuty } from '../support/alerts/pagerduty-schema.ts';
import { deadAddress, type Service, says, startService } from '../support/alerts/service.ts';
import { slackJudge } from '../support/alerts/slack-schema.ts';
import { twilioJudge } from '../support/alerts/twilio-schema.ts';

const secret = 'S3CRET-token-0123456789';
const routingKey = '0123456789abcdef0123456789abcdef';
const numbers = { from: '+15005550006', to: '+4915112345678' };

/** Each channel that speaks HTTP: how it is made for an address, and what its service says when it takes a message. */
const kinds: { kind: string; make: (url: string) => Channel; takes: Service['answer'] }[] = [
  {
    kind: 'slack',
    make: (url) => slackChannel({ name: 'a', clock, webhookUrl: new URL(`${url}/services/T0/B0/${secret}`) }),
    takes: says(200, 'ok'),
  },
  {
    kind: 'pagerduty',
    make: (url) => pagerDutyChannel({ name: 'a', clock, baseUrl: url, routingKey: secret, source: 'host' }),
    takes: says(202, { status: 'success', message: 'Event processed', dedup_key: 'k' }),
  },
  {
    kind: 'ntfy',
    make: (url) => ntfyChannel({ name: 'a', clock, baseUrl: url, topic: secret, token: secret }),
    takes: says(200, { id: 'x1', time: 1, event: 'message', topic: 't' }),
  },
  {
    kind: 'sms',
    make: (url) => {
      return smsChannel({ name: 'a', clock, baseUrl: url, accountSid: 'AC1', authToken: secret, ...numbers });
    },
    takes: says(201, { sid: 'SM1', status: 'queued', error_code: null }),
  },
  {
    kind: 'webhook',
    make: (url) => webhookChannel({ name: 'a', clock, webhookUrl: new URL(`${url}/hook/${secret}`), key: secret }),
    takes: says(204),
  },
];

describe.each(kinds)('$kind, whatever its server does', ({ make, takes }) => {
  it('is sent when the service has said so', async () => {
    const service = await startService(takes);
    expect(await make(service.url).send(killMessage(), attempt())).toMatchObject({ kind: 'sent' });
    expect(service.received).toHaveLength(1);
  });

  it.each([
    ['a failure of the server', says(500, 'oops'), { permanent: false }],
    ['a call for patience', says(429, '', { 'retry-after': '7' }), { permanent: false, retryAfterMs: 7_000 }],
    ['a wrong token', says(401, '{}'), { permanent: true }],
    ['an unknown address', says(404, '{}'), { permanent: true }],
    ['a redirect', says(302, '', { location: 'http://127.0.0.1:9/' }), { permanent: false }],
    ['an answer without end', says(200, 'x'.repeat(1_000_000)), { permanent: false }],
  ])('is not sent after %s', async (_what, answer, failed) => {
    const service = await startService(answer);
    const delivery = await make(service.url).send(killMessage(), attempt());
    expect(delivery).toMatchObject({ kind: 'failed', ...failed });
    expect(JSON.stringify(delivery)).not.toContain(secret);
    expect(service.received).toHaveLength(1);
  });

  it('is not sent when the connection breaks in the middle of the answer', async () => {
    const service = await startService((response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('ok');
      response.socket?.end();
    });
    expect(await make(service.url).send(killMessage(), attempt())).toMatchObject({ kind: 'failed', permanent: false });
  });

  it('gives up a server that says nothing, and one that says a byte at a time', async () => {
    const service = await startService(() => undefined);
    const signal = () => AbortSignal.timeout(150);
    const late = { kind: 'failed', permanent: false, words: 'no answer in time' };
    expect(await make(service.url).send(killMessage(), attempt({ signal: signal() }))).toEqual(late);
    service.answer = (response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('o'), 20);
      response.on('close', () => clearInterval(drip));
    };
    expect(await make(service.url).send(killMessage(), attempt({ signal: signal() }))).toEqual(late);
  });

  it('says by a code alone why nobody answers, and who is not believed', async () => {
    const refused = await make(await deadAddress()).send(killMessage(), attempt());
    expect(refused).toMatchObject({ kind: 'failed', permanent: false, words: 'the connection failed (ECONNREFUSED)' });
    const unknown = await make('http://no-such-host.invalid').send(killMessage(), attempt());
    expect(unknown).toMatchObject({ kind: 'failed', permanent: false });
    const server = createServer(selfSigned, () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const untrusted = await make(url).send(killMessage(), attempt());
    expect(untrusted).toMatchObject({ kind: 'failed', permanent: false });
    expect(JSON.stringify([refused, unknown, untrusted])).not.toContain(secret);
    expect(JSON.stringify(untrusted)).toMatch(/certificate is not good/);
  });
});

describe('what is sent', () => {
  const long = { title: 'T'.repeat(300), sentence: '<!channel> & more '.repeat(400), paper: true };

  it('to Slack is blocks, with no mention and no link of the reason’s', async () => {
    const service = await startService(judgedBy(slackJudge));
    const channel = slackChannel({ name: 'a', clock, webhookUrl: new URL(`${service.url}/services/x`) });
    expect(await channel.send(killMessage(long), attempt())).toMatchObject({ kind: 'sent' });
    const { body } = service.received[0] ?? { body: '' };
    expect(body).not.toContain('<!channel>');
    expect(body).toContain('PAPER · ');
    const marked = body.split('"mrkdwn"').length - 1;
    expect(marked).toBeGreaterThan(2);
    expect(body.split('"verbatim":true').length - 1).toBe(marked);
  });

  it('to PagerDuty is one incident a kill: triggered, acknowledged, resolved', async () => {
    const pagerDuty = new PagerDuty();
    const service = await startService(judgedBy(pagerDuty.judge));
    const channel = pagerDutyChannel({ name: 'a', clock, baseUrl: service.url, routingKey, source: 'host' });
    const incident = (state: string, triggers: number) => [{ key: 'scram:kill:k-1', state, triggers }];
    const tell = async (step: AlertMessage['step']) => {
      expect(await channel.send(killMessage({ ...long, step }), attempt())).toMatchObject({ kind: 'sent' });
      return pagerDuty.incidents;
    };
    expect(await tell('opened')).toEqual(incident('triggered', 1));
    expect(await tell('updated')).toEqual(incident('triggered', 2));
    expect(await tell('acknowledged')).toEqual(incident('acknowledged', 2));
    expect(await tell('closed')).toEqual(incident('resolved', 2));
  });

  it('to PagerDuty as a note is over at once', async () => {
    const pagerDuty = new PagerDuty();
    const service = await startService(judgedBy(pagerDuty.judge));
    const channel = pagerDutyChannel({ name: 'a', clock, baseUrl: service.url, routingKey, source: 'host' });
    await channel.send(killMessage({ step: 'note' }), attempt());
    expect(pagerDuty.incidents).toMatchObject([{ state: 'resolved' }]);
  });

  it('to ntfy rings through, except for a drill', async () => {
    const service = await startService(judgedBy(ntfyJudge('tk_1')));
    const channel = ntfyChannel({ name: 'a', clock, baseUrl: `${service.url}/base`, topic: 'mine', token: 'tk_1' });
    expect(await channel.send(killMessage(long), attempt())).toMatchObject({ kind: 'sent' });
    expect(await channel.send(killMessage({ drill: true }), attempt())).toMatchObject({ kind: 'sent' });
    const bodies = service.received.map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ priority }) => priority)).toEqual([5, 3]);
    expect(bodies[1]?.title).toMatch(/^DRILL · /);
    expect(service.received[0]).toMatchObject({ path: '/base/' });
  });

  it('to Twilio is a short text in a form', async () => {
    const service = await startService(judgedBy(twilioJudge('AC1', 'tok')));
    const account = { baseUrl: service.url, accountSid: 'AC1', authToken: 'tok' };
    const channel = smsChannel({ name: 'a', clock, ...account, ...numbers });
    expect(await channel.send(killMessage(long), attempt())).toMatchObject({ kind: 'sent' });
    const form = new URLSearchParams(service.received[0]?.body);
    expect(form.get('To')).toBe(numbers.to);
    expect(form.get('Body')?.length).toBeLessThanOrEqual(134);
    expect(form.get('Body')).toMatch(/^PAPER · /);
  });

  it('to a webhook is the whole message, signed with its time, under one key for every attempt', async () => {
    const service = await startService(says(200));
    const channel = webhookChannel({ name: 'a', clock, webhookUrl: new URL(`${service.url}/in`), key: secret });
    await channel.send(killMessage(), attempt({ number: 3 }));
    const [{ headers, body } = { headers: {} as IncomingHttpHeaders, body: '' }] = service.received;
    const expected = createHmac('sha256', secret).update(`${headers['x-scram-timestamp']}.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'x-scram-signature': `v1=${expected}`,
      'idempotency-key': 'fired:k-1@a',
      'x-scram-attempt': '3',
    });
    const odd = await channel.send(killMessage(), attempt({ id: 'began:usb_trouble:/dev/ttyÜ@a' }));
    expect(odd).toMatchObject({ kind: 'sent' });
    expect(service.received[1]?.headers['idempotency-key']).toBe('began:usb_trouble:/dev/tty%C3%9C@a');
    expect(Math.abs(Number(headers['x-scram-timestamp']) - Date.now())).toBeLessThan(5_000);
    expect(JSON.parse(body)).toMatchObject({ version: 1, title: 'KILL: feed is wrong', killId: 'k-1' });
  });
});

describe('what a service says of its own', () => {
  it('PagerDuty’s no to a key is final', async () => {
    const service = await startService(judgedBy(new PagerDuty().judge));
    const channel = pagerDutyChannel({ name: 'a', clock, baseUrl: service.url, routingKey: secret, source: 'host' });
    const delivery = await channel.send(killMessage(), attempt());
    expect(delivery).toMatchObject({ kind: 'failed', permanent: true, words: expect.stringContaining('routing key') });
    expect(delivery.words).not.toContain(secret);
  });

  it.each(['invalid_token', 'no_service', 'channel_not_found'])('Slack’s %s is final', async (error) => {
    const service = await startService(says(error === 'channel_not_found' ? 404 : 403, error));
    const channel = slackChannel({ name: 'a', clock, webhookUrl: new URL(service.url) });
    const delivery = await channel.send(killMessage(), attempt());
    expect(delivery).toEqual({ kind: 'failed', permanent: true, words: `Slack refuses it: ${error}` });
  });

  it.each([
    ['Slack', (url: string) => slackChannel({ name: 'a', clock, webhookUrl: new URL(url) }), 200],
    ['ntfy', (url: string) => ntfyChannel({ name: 'a', clock, baseUrl: url, topic: 't', token: null }), 200],
  ])('a page of somebody else’s at the place of %s is no delivery', async (_name, make, status) => {
    const service = await startService(says(status, '<html>Welcome to our hotel</html>'));
    expect(await make(service.url).send(killMessage(), attempt())).toMatchObject({ kind: 'failed', permanent: false });
  });

  it.each([
    [400, 21211, true],
    [429, 20429, false],
    [400, 20429, false],
  ])('Twilio’s %i with code %i is final: %s', async (status, code, permanent) => {
    const service = await startService(says(status, { code, message: 'to +49…', status }));
    const channel = smsChannel({ name: 'a', clock, baseUrl: service.url, accountSid: 'A', authToken: 't', ...numbers });
    const delivery = await channel.send(killMessage(), attempt());
    expect(delivery).toMatchObject({ kind: 'failed', permanent, words: `Twilio refuses it: error ${code}` });
  });

  it('a secret that can’t stand in a header is told, and nothing is called', async () => {
    const service = await startService(judgedBy(ntfyJudge(null)));
    const ntfy = ntfyChannel({ name: 'a', clock, baseUrl: service.url, topic: 't', token: `${secret}\nX: y` });
    const words = 'its secret has characters that can’t be sent, such as a line break';
    expect(await ntfy.send(killMessage(), attempt())).toEqual({ kind: 'failed', permanent: true, words });
    expect(await ntfy.check(attempt().signal)).toMatchObject({ kind: 'bad', words });
    expect(service.received).toEqual([]);
  });

  it('Twilio and ntfy can be asked about the credentials, and tell nobody anything', async () => {
    const twilio = await startService(judgedBy(twilioJudge('AC1', 'right')));
    const server = await startService(judgedBy(ntfyJudge('tk_right')));
    const check = (authToken: string, token: string) => {
      const account = { baseUrl: twilio.url, accountSid: 'AC1', authToken };
      const sms = smsChannel({ name: 'a', clock, ...account, ...numbers });
      const ntfy = ntfyChannel({ name: 'a', clock, baseUrl: server.url, topic: 't', token });
      return Promise.all([sms.check(attempt().signal), ntfy.check(attempt().signal)]);
    };
    expect(await check('right', 'tk_right')).toMatchObject([{ kind: 'good' }, { kind: 'unproven' }]);
    expect(await check('wrong', 'tk_wrong')).toMatchObject([{ kind: 'bad' }, { kind: 'bad' }]);
    expect([...twilio.received, ...server.received].map(({ method }) => method)).not.toContain('POST');
  });
});
