import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AlertEngine } from '../support/alerts/alert-engine.ts';
import { type Service, says, startService } from '../support/alerts/service.ts';
import { until } from '../support/http.ts';

const secrets = {
  routing: 'R0UTING-4f1c',
  slack: '/services/T0/B0/SL4CK-9d2e',
  topic: 'T0PIC-77aa',
  token: 'tk_N7FY-55',
  hook: '/hook/W3BH00K-1a',
  key: 'K3Y-0123456789-abcdef',
};

const takesAll: Service['answer'] = (response, { path }) => {
  if (path === '/v2/enqueue') return says(202, { status: 'success' })(response);
  if (path === '/') return says(200, { id: 'x', event: 'message' })(response);
  if (path.startsWith('/services')) return says(200, 'ok')(response);
  return says(204)(response);
};

/** Four channels at one service, told apart by their paths. */
function channelsAt(url: string) {
  return {
    pagerduty: { routingKey: { secret: 'routing' }, baseUrl: url },
    slack: { webhookUrl: { secret: 'slack' } },
    ntfy: { topic: { secret: 'topic' }, token: { secret: 'token' }, baseUrl: url },
    hook: { kind: 'webhook', webhookUrl: { secret: 'hook' }, key: { secret: 'key' } },
  };
}

function secretsAt(url: string) {
  return { ...secrets, slack: `${url}${secrets.slack}`, hook: `${url}${secrets.hook}` };
}

const of = (service: Service, path: string) =>
  service.received.filter((request) => request.path.startsWith(path)).map(({ body }) => JSON.parse(body));

describe.concurrent('alerts of a running engine', () => {
  it('tell a kill on every channel at once, its outcome, its acknowledgement and its reset', async (test) => {
    const service = await startService(takesAll, 0, test.onTestFinished);
    const engine = await AlertEngine.begin(test, { alerts: channelsAt(service.url) }, secretsAt(service.url));
    await engine.reaches(({ brokers }) => brokers.every(({ positions }) => positions.length > 0));
    const begun = performance.now();
    await engine.post('/api/kill', { reason: 'the feed is wrong' });
    await until(
      async () => service.received,
      (received) => received.length >= 4,
    );
    const [first, , , fourth] = service.received;
    expect((first?.atMs ?? Infinity) - begun).toBeLessThan(1_500);
    expect((fourth?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(1_500);
    expect(of(service, '/hook')[0]).toMatchObject({ step: 'opened', title: 'KILL: the feed is wrong', paper: true });

    const killed = await engine.reaches(
      ({ alerts }) => alerts.recent.filter((each) => each.state === 'sent').length >= 8,
    );
    expect(killed.alerts.unacknowledged?.killId).toBe(killed.killId);
    const outcome = of(service, '/hook')[1];
    expect(outcome).toMatchObject({ step: 'updated', severity: 'info', title: expect.stringMatching(/^FLAT after /) });
    expect(outcome.table.length).toBeGreaterThanOrEqual(5);

    expect(await engine.post('/api/alerts/acknowledge')).toEqual({ status: 200, json: { killId: killed.killId } });
    expect(await engine.post('/api/alerts/acknowledge')).toMatchObject({ status: 409 });
    expect((await engine.state()).alerts.unacknowledged).toBeNull();
    await engine.post('/api/reset', { reason: 'looked at everything', confirm: 'RESET' });
    const events = () => of(service, '/v2/enqueue').map(({ event_action }) => event_action);
    await until(
      async () => events(),
      (all) => all.length >= 4,
    );
    expect(events()).toEqual(['trigger', 'trigger', 'acknowledge', 'resolve']);
    expect(new Set(of(service, '/v2/enqueue').map(({ dedup_key }) => dedup_key)).size).toBe(1);
    const sent = await until(
      () => engine.rows('ALERT_SENT'),
      (rows) => rows.length >= 16,
    );
    expect(sent[0]).toMatchObject({ killId: killed.killId, data: { attempts: 1, latencyMs: expect.any(Number) } });
    expect(await engine.rows('ALERTS_ACKNOWLEDGED')).toMatchObject([{ killId: killed.killId, source: 'api' }]);
  });

  it('go out on the others while one hangs and one refuses, which is told through the others', async (test) => {
    const service = await startService(
      (response, request) => {
        if (request.path === '/v2/enqueue') return;
        if (request.path.startsWith('/services')) return says(403, 'invalid_token')(response);
        takesAll(response, request);
      },
      0,
      test.onTestFinished,
    );
    const engine = await AlertEngine.begin(test, { alerts: channelsAt(service.url) }, secretsAt(service.url));
    await engine.post('/api/kill', { reason: 'one channel hangs' });
    await until(
      async () => of(service, '/hook'),
      (told) => told.length >= 2,
    );
    const failing = await engine.reaches(({ conditions }) =>
      conditions.some(({ id }) => id === 'alert_channel_failing:slack'),
    );
    expect(failing.alerts.channels.find(({ name }) => name === 'slack')).toMatchObject({ state: 'failing' });
    const toldOf = () => of(service, '/hook').filter(({ conditionId }) => conditionId === 'alert_channel_failing');
    await until(
      async () => toldOf(),
      (told) => told.length === 1,
    );
    expect(toldOf()[0].sentence).toMatch(/slack: Slack refuses it: invalid_token/);
    expect(of(service, '/services').filter(({ text }) => text.includes('Nobody is reached'))).toEqual([]);
    expect(await engine.rows('ALERT_FAILED')).toMatchObject([
      { data: { channel: 'slack', permanent: true, givenUp: true, attempts: 1 } },
      { data: { channel: 'slack' } },
    ]);
  });

  it('survive a night without a network and a SIGKILL between being put and being sent', async (test) => {
    const service = await startService(takesAll, 0, test.onTestFinished);
    service.close();
    const engine = await AlertEngine.begin(test, { alerts: channelsAt(service.url) }, secretsAt(service.url));
    await engine.post('/api/kill', { reason: 'nobody is there' });
    await engine.reaches(({ state, alerts }) => state === 'killed' && alerts.recent.length >= 8);
    await until(
      () => engine.rows('ALERT_FAILED'),
      (rows) => rows.length >= 4,
    );
    await engine.sigkill();
    const back = await startService(takesAll, service.port, test.onTestFinished);
    await engine.start();
    const ofKill = () => of(back, '/hook').filter(({ killId }) => killId !== null);
    const titles = () => ofKill().map(({ title }) => title);
    await until(
      async () => titles(),
      (told) => told.length >= 2,
    );
    expect(titles()).toEqual(['KILL: nobody is there', expect.stringMatching(/FLAT/)]);
    await engine.reaches(({ alerts }) => alerts.recent.every(({ state }) => state === 'sent'));
    // Nothing that was told is told by another start.
    // That they were sent is written beside the sending: a crash before it would tell them twice.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const told = titles().length;
    await engine.sigkill();
    await engine.start();
    await engine.reaches(({ alerts }) => alerts.recent.length >= 8);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(titles().length).toBe(told);
    expect((await engine.state()).alerts.unacknowledged).not.toBeNull();
  });

  it('test a channel, say in preflight what is proven, and never show a secret', async (test) => {
    const service = await startService(takesAll, 0, test.onTestFinished);
    const alerts = { ...channelsAt(service.url), gone: { kind: 'slack', webhookUrl: { secret: 'not-there' } } };
    const watchdog = { url: { secret: 'ping' }, every: '10s' };
    const given = { ...secretsAt(service.url), ping: `${service.url}/ping/W4TCHD0G-3c` };
    const engine = await AlertEngine.begin(test, { alerts, watchdog }, given);
    expect(await engine.post('/api/alerts/slack/test')).toMatchObject({ status: 200, json: { sent: true } });
    expect(await engine.post('/api/alerts/nope/test')).toMatchObject({ status: 404 });
    const gone = await engine.post('/api/alerts/gone/test');
    expect(gone).toMatchObject({ status: 200, json: { sent: false, words: expect.stringContaining('not-there') } });
    await engine.post('/api/drill');
    const titles = () => of(service, '/hook').map(({ title, drill }) => ({ title, drill }));
    await until(
      async () => titles(),
      (told) => told.length > 0,
    );
    expect(titles()).toEqual([{ title: expect.stringMatching(/^Flat after /), drill: true }]);
    expect(of(service, '/services').at(-1).text).toMatch(/^DRILL · PAPER · /);
    service.answer = says(403, `${secrets.routing} ${secrets.token} is bad`);
    await engine.post('/api/alerts/pagerduty/test');
    await engine.post('/api/alerts/ntfy/test');
    const preflight = await engine.text('/api/preflight');
    const { checks } = JSON.parse(preflight) as { checks: { id: string; status: string }[] };
    const statusOf = (id: string) => checks.find((check) => check.id === id)?.status;
    expect([statusOf('alerts:slack'), statusOf('alerts:gone'), statusOf('watchdog')]).toEqual(['warn', 'fail', 'pass']);
    expect(service.received.some(({ path }) => path === '/ping/W4TCHD0G-3c')).toBe(true);
    const shown = [preflight, engine.said, await engine.text('/api/state'), await engine.text('/api/config')];
    const files = readdirSync(engine.dataDir).filter((name) => name.startsWith('journal.db'));
    for (const name of files) shown.push(readFileSync(join(engine.dataDir, name), 'latin1'));
    shown.push(await engine.text('/api/journal'));
    for (const secret of [...Object.values(secrets), 'W4TCHD0G-3c']) {
      expect(shown.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
