import { judgedBy } from './judge.ts';
import { ntfyJudge } from './ntfy-schema.ts';
import { PagerDuty } from './pagerduty-schema.ts';
import { type Service, says } from './service.ts';
import { slackJudge } from './slack-schema.ts';

/** What the four channels keep secret; addresses without their origin. */
export const fourSecrets = {
  routing: 'R0UTING4f1cR0UTING4f1cR0UTING4f1',
  slack: '/services/T0/B0/SL4CK-9d2e',
  topic: 'T0PIC-77aa',
  token: 'tk_N7FY-55',
  hook: '/hook/W3BH00K-1a',
  key: 'K3Y-0123456789-abcdef',
};

/** Four channels at one address, told apart by their paths. */
export function fourChannels(url: string) {
  return {
    pagerduty: { routingKey: { secret: 'routing' }, baseUrl: url },
    slack: { webhookUrl: { secret: 'slack' } },
    ntfy: { topic: { secret: 'topic' }, token: { secret: 'token' }, baseUrl: url },
    hook: { kind: 'webhook', webhookUrl: { secret: 'hook' }, key: { secret: 'key' } },
  };
}

export function fourSecretsAt(url: string) {
  return { ...fourSecrets, slack: `${url}${fourSecrets.slack}`, hook: `${url}${fourSecrets.hook}` };
}

/** The services of the four, each of which takes and refuses what it would in earnest. */
export function fourServices(pagerDuty = new PagerDuty()): Service['answer'] {
  const ntfy = judgedBy(ntfyJudge(fourSecrets.token));
  return (response, request) => {
    const { path } = request;
    if (path === '/v2/enqueue') return judgedBy(pagerDuty.judge)(response, request);
    if (path === '/') return ntfy(response, request);
    if (path.startsWith('/services')) return judgedBy(slackJudge)(response, request);
    return says(204)(response);
  };
}

/** The bodies that have come to a path, as JSON. */
export function bodiesAt(service: Service, path: string) {
  return service.received.filter((request) => request.path.startsWith(path)).map(({ body }) => JSON.parse(body));
}
