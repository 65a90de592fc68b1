import { describe, expect, it } from 'vitest';
import { alertChannelsMax } from './alerts-config.ts';
import { parseConfig } from './config.ts';

const parsed = (rest: object) => parseConfig(JSON.stringify({ brokers: { demo: { kind: 'paper' } }, ...rest }));
const webhookUrl = { secret: 'slack' };

describe('alert channels in the configuration', () => {
  it('need no kind where they are named like one', () => {
    const config = parsed({ alerts: { slack: { webhookUrl }, ops: { kind: 'slack', webhookUrl }, desktop: {} } });
    expect(config.ok && config.value.alerts).toEqual({
      slack: { kind: 'slack', webhookUrl },
      desktop: { kind: 'desktop' },
      ops: { kind: 'slack', webhookUrl },
    });
  });

  it.each([
    ['a channel of no kind', { alerts: { ops: { webhookUrl } } }, 'alerts.ops.kind', /named like its kind/],
    ['an unknown key', { alerts: { slack: { webhokUrl: webhookUrl } } }, 'alerts.slack.webhokUrl', /not a known/],
    [
      'a secret in the open',
      { alerts: { slack: { webhookUrl: 'https://x' } } },
      'alerts.slack.webhookUrl',
      /secrets never/,
    ],
    ['a phone without its country', { alerts: { sms: sms('0151 234') } }, 'alerts.sms.to', /\+ and 7 to 15 digits/],
    ['a name with a space', { alerts: { 'a b': { kind: 'desktop' } } }, 'alerts.a b', /letters, digits/],
    ['a kill to nowhere', { killSwitch: { alertChannels: ['ops'] } }, 'killSwitch.alertChannels', /"ops" is not one/],
    ['a watchdog in a hurry', { watchdog: { url: { secret: 'p' }, every: '1s' } }, 'watchdog.every', /from 10 s/],
  ])('refuse %s, naming the field', (_what, rest, field, message) => {
    const config = parsed(rest);
    if (config.ok) throw new Error('expected a failure');
    expect(config.failure.field).toBe(field);
    expect(config.failure.message).toMatch(message);
  });

  it('are few enough to be read', () => {
    const many = Object.fromEntries(
      Array.from({ length: alertChannelsMax + 1 }, (_, n) => [`c${n}`, { kind: 'desktop' }]),
    );
    expect(parsed({ alerts: many })).toMatchObject({ ok: false, failure: { field: 'alerts' } });
  });
});

function sms(to: string) {
  return { accountSid: { secret: 'sid' }, authToken: { secret: 'token' }, from: '+15005550006', to };
}
