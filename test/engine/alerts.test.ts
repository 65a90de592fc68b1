import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AlertEngine } from '../support/alerts/alert-engine.ts';
import { bodiesAt, fourChannels, fourSecrets, fourSecretsAt, fourServices } from '../support/alerts/four-channels.ts';
import { PagerDuty } from '../support/alerts/pagerduty-schema.ts';
import { says, startService } from '../support/alerts/service.ts';
import { until } from '../support/http.ts';

describe.concurrent('alerts of a running engine', () => {
  it('tell a kill on every channel at once, its outcome, its acknowledgement and its reset', async (test) => {
    const pagerDuty = new PagerDuty();
    const service = await startService(fourServices(pagerDuty), 0, test.onTestFinished);
    const engine = await AlertEngine.begin(test, { alerts: fourChannels(service.url) }, fourSecretsAt(service.url));
    await engine.reaches(({ brokers }) => brokers.every(({ positions }) => positions.length > 0));
    const begun = performance.now();
    await engine.post('/api/kill', { reason: 'the feed is wrong' });
    await until(
      async () => service.received,
      (received) => received.length >= 4,
    );
    const [first, , , fourth] = service.received;
    expect((first?.atMs ?? Infinity) - begun).toBeLessThan(8_000);
    expect((fourth?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(8_000);
    expect(bodiesAt(service, '/hook')[0]).toMatchObject({
      step: 'opened',
      title: 'KILL: the feed is wrong',
      paper: true,
    });

    const killed = await engine.reaches(
      ({ alerts }) => alerts.recent.filter((each) => each.state === 'sent').length >= 8,
    );
    expect(killed.alerts.unacknowledged?.killId).toBe(killed.killId);
    const outcome = bodiesAt(service, '/hook')[1];
    expect(outcome).toMatchObject({ step: 'updated', severity: 'info', title: expect.stringMatching(/^FLAT after /) });
    expect(outcome.table.length).toBeGreaterThanOrEqual(5);

    expect(await engine.post('/api/alerts/acknowledge')).toEqual({ status: 200, json: { killId: killed.killId } });
    expect(await engine.post('/api/alerts/acknowledge')).toMatchObject({ status: 409 });
    expect((await engine.state()).alerts.unacknowledged).toBeNull();
    await engine.post('/api/reset', { reason: 'looked at everything', confirm: 'RESET' });
    await until(
      async () => pagerDuty.incidents,
      ([incident]) => incident?.state === 'resolved',
    );
    expect(pagerDuty.events.map(({ event_action }) => event_action)).toEqual([
      ...['trigger', 'trigger', 'acknowledge', 'resolve'],
    ]);
    expect([pagerDuty.incidents.length, pagerDuty.errors]).toEqual([1, []]);
    const sent = await until(
      () => engine.rows('ALERT_SENT'),
      (rows) => rows.length >= 16,
    );
    expect(sent[0]).toMatchObject({ killId: killed.killId, data: { attempts: 1, latencyMs: expect.any(Number) } });
    expect(await engine.rows('ALERTS_ACKNOWLEDGED')).toMatchObject([{ killId: killed.killId, source: 'api' }]);
  });

  it('go out on the others while one hangs and one refuses, which is told through the others', async (test) => {
    const takesAll = fourServices();
    const service = await startService(
      (response, request) => {
        if (request.path === '/v2/enqueue') return;
        if (request.path.startsWith('/services')) return says(403, 'invalid_token')(response);
        takesAll(response, request);
      },
      0,
      test.onTestFinished,
    );
    const engine = await AlertEngine.begin(test, { alerts: fourChannels(service.url) }, fourSecretsAt(service.url));
    await engine.post('/api/kill', { reason: 'one channel hangs' });
    await until(
      async () => bodiesAt(service, '/hook'),
      (told) => told.length >= 2,
    );
    const failing = await engine.reaches(({ conditions }) =>
      conditions.some(({ id }) => id === 'alert_channel_failing:slack'),
    );
    expect(failing.alerts.channels.find(({ name }) => name === 'slack')).toMatchObject({ state: 'failing' });
    const toldOf = () =>
      bodiesAt(service, '/hook').filter(({ conditionId }) => conditionId === 'alert_channel_failing');
    await until(
      async () => toldOf(),
      (told) => told.length === 1,
    );
    expect(toldOf()[0].sentence).toMatch(/slack: Slack refuses it: invalid_token/);
    expect(bodiesAt(service, '/services').filter(({ text }) => text.includes('Nobody is reached'))).toEqual([]);
    const failed = await until(
      () => engine.rows('ALERT_FAILED'),
      (rows) => rows.length >= 2,
    );
    expect(failed).toMatchObject([
      { data: { channel: 'slack', permanent: true, givenUp: true, attempts: 1 } },
      { data: { channel: 'slack' } },
    ]);
  });

  it('survive a night without a network and a SIGKILL between being put and being sent', async (test) => {
    const service = await startService(fourServices(), 0, test.onTestFinished);
    service.close();
    const engine = await AlertEngine.begin(test, { alerts: fourChannels(service.url) }, fourSecretsAt(service.url));
    await engine.post('/api/kill', { reason: 'nobody is there' });
    await engine.reaches(({ state, alerts }) => state === 'killed' && alerts.recent.length >= 8);
    await until(
      () => engine.rows('ALERT_FAILED'),
      (rows) => rows.length >= 4,
    );
    await engine.sigkill();
    const back = await startService(fourServices(), service.port, test.onTestFinished);
    await engine.start();
    const ofKill = () => bodiesAt(back, '/hook').filter(({ killId }) => killId !== null);
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

  it('are sent again under the same key when a SIGKILL comes between their sending and the service’s word', async (test) => {
    const pagerDuty = new PagerDuty();
    // Taken, and the engine dies before it hears so.
    const service = await startService((_response, request) => void pagerDuty.judge(request), 0, test.onTestFinished);
    const engine = await AlertEngine.begin(test, { alerts: fourChannels(service.url) }, fourSecretsAt(service.url));
    await engine.post('/api/kill', { reason: 'a crash' });
    await until(
      async () => service.received.length,
      (received) => received >= 4,
    );
    // An alert goes out before it is on the disk; from then on a crash repeats it.
    await until(
      async () => engine.outbox(),
      (entries) => entries.length >= 4,
    );
    await engine.sigkill();
    expect(engine.outbox().map(({ pending }) => pending)).not.toContain(0);
    service.answer = fourServices(pagerDuty);
    await engine.start();
    await engine.reaches(
      ({ alerts }) => alerts.recent.length >= 8 && alerts.recent.every(({ state }) => state === 'sent'),
    );
    const fired = service.received.filter(
      ({ path, body }) => path === fourSecrets.hook && body.includes('KILL: a crash'),
    );
    expect(fired).toHaveLength(2);
    expect(new Set(fired.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(pagerDuty.incidents).toMatchObject([{ state: 'triggered' }]);
  });

  it('test a channel, say in preflight what is proven, and never show a secret', async (test) => {
    const service = await startService(fourServices(), 0, test.onTestFinished);
    const alerts = { ...fourChannels(service.url), gone: { kind: 'slack', webhookUrl: { secret: 'not-there' } } };
    const watchdog = { url: { secret: 'ping' }, every: '10s' };
    const given = { ...fourSecretsAt(service.url), ping: `${service.url}/ping/W4TCHD0G-3c` };
    const engine = await AlertEngine.begin(test, { alerts, watchdog }, given);
    expect(await engine.post('/api/alerts/slack/test')).toMatchObject({ status: 200, json: { sent: true } });
    expect(await engine.post('/api/alerts/nope/test')).toMatchObject({ status: 404 });
    const gone = await engine.post('/api/alerts/gone/test');
    expect(gone).toMatchObject({ status: 200, json: { sent: false, words: expect.stringContaining('not-there') } });
    await engine.post('/api/drill');
    const drills = (path: string) =>
      bodiesAt(service, path).filter(({ drill, text }) => drill ?? text?.startsWith('DRILL'));
    await until(
      async () => [drills('/hook'), drills('/services')],
      (told) => told.every(({ length }) => length > 0),
    );
    expect(drills('/hook')).toMatchObject([{ title: expect.stringMatching(/^Flat after /), drill: true }]);
    expect(drills('/services')[0].text).toMatch(/^DRILL · PAPER · /);
    service.answer = (response, { path }) =>
      says(/^\/(ping|services)/.test(path) ? 200 : 403, `${fourSecrets.routing} ${fourSecrets.token} is bad`)(response);
    await engine.post('/api/alerts/pagerduty/test');
    await engine.post('/api/alerts/ntfy/test');
    const preflight = await engine.text('/api/preflight');
    const { checks } = JSON.parse(preflight) as { checks: { id: string; status: string }[] };
    const statusOf = (id: string) => checks.find((check) => check.id === id)?.status;
    expect([statusOf('alerts:slack'), statusOf('alerts:gone'), statusOf('watchdog')]).toEqual([
      ...['pass', 'fail', 'pass'],
    ]);
    expect([statusOf('alerts:pagerduty'), statusOf('alerts:ntfy')]).toEqual(['fail', 'fail']);
    expect(service.received.some(({ path }) => path === '/ping/W4TCHD0G-3c')).toBe(true);
    const shown = [preflight, engine.said, await engine.text('/api/state'), await engine.text('/api/config')];
    const files = readdirSync(engine.dataDir).filter((name) => name.startsWith('journal.db'));
    for (const name of files) shown.push(readFileSync(join(engine.dataDir, name), 'latin1'));
    shown.push(await engine.text('/api/journal'));
    for (const secret of [...Object.values(fourSecrets), 'W4TCHD0G-3c']) {
      expect(shown.filter((text) => text.includes(secret))).toEqual([]);
    }
  });
});
