import { expect, it } from 'vitest';
import type { DrillReport, DrillState, Preflight } from '../../src/shared/api/commands.ts';
import { AlertEngine } from '../support/alerts/alert-engine.ts';
import { says, startService } from '../support/alerts/service.ts';
import { until } from '../support/http.ts';

const secrets = { hook: 'http://127.0.0.1:1/hook', key: 'K3Y-0123456789-abcdef' };

it('a drill touches nothing that is real, is told as a DRILL, and is known after a crash', async (test) => {
  const service = await startService(says(204), 0, test.onTestFinished);
  const hook = { kind: 'webhook', webhookUrl: { secret: 'hook' }, key: { secret: 'key' } };
  const config = { alerts: { hook }, bots: { flag: { kind: 'flag-file', path: 'bot.flag' } } };
  const engine = await AlertEngine.begin(test, config, { ...secrets, hook: `${service.url}/hook` });
  const before = await engine.reaches(
    ({ brokers, bots }) => brokers[0]?.asOf != null && bots[0]?.words.startsWith('no flag file') === true,
  );

  const { status, json: report } = await engine.post<DrillReport>('/api/drill');
  expect(status).toBe(200);
  expect(report).toMatchObject({ flat: true, ordersCancelled: 5, positionsClosed: 6, residuals: [] });
  const { latchedMs, firstRequestMs, answeredMs, flatMs } = report;
  const order = [0, latchedMs, firstRequestMs, flatMs].map(Number);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(latchedMs).toBeLessThanOrEqual(answeredMs ?? Number.NaN);

  const after = await engine.state();
  expect(after).toMatchObject({ state: 'armed', trading: true, kill: null, devices: [] });
  expect(after.brokers[0]?.positions.map(({ symbol }) => symbol)).toEqual(
    before.brokers[0]?.positions.map(({ symbol }) => symbol),
  );
  expect(after.brokers[0]?.orders).toHaveLength(before.brokers[0]?.orders.length ?? Number.NaN);
  expect(after.bots).toEqual(before.bots);
  for (const kind of ['KILL_FIRED', 'BOTS_HELD', 'CANCEL_SENT', 'SWITCH_MOVED', 'ACCESS_REFUSED'])
    expect(await engine.rows(kind)).toEqual([]);
  const told = await until(
    async () => service.received.map(({ body }) => JSON.parse(body) as { title: string; drill: boolean }),
    (messages) => messages.length > 0,
  );
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ drill: true, title: expect.stringMatching(/^Flat after/) });

  await engine.sigkill();
  await engine.start();
  const { running, recent } = JSON.parse(await engine.text('/api/drill')) as DrillState;
  expect(running).toBeNull();
  expect(recent).toMatchObject([{ source: 'api', report }]);
  const { checks } = JSON.parse(await engine.text('/api/preflight')) as Preflight;
  const check = (id: string) => checks.find((each) => each.id === id);
  expect(check('drill')).toMatchObject({ status: 'pass', last: { at: recent[0]?.at } });
  expect(check('alerts:hook')?.last?.at).toBe((await engine.rows('ALERT_SENT')).at(-1)?.at);
  expect(check('broker:demo')?.last?.at).not.toBeNull();
});

it('one drill at a time, with its progress; a kill meanwhile is a real one', async (test) => {
  const engine = await AlertEngine.begin(test, {}, {});
  const drill = engine.post<DrillReport>('/api/drill');
  const seen = await until(
    async () => JSON.parse(await engine.text('/api/drill')) as DrillState,
    ({ running }) => running?.phase === 'confirming',
  );
  expect(seen.running).toMatchObject({ cancelled: 5, cancelTotal: 5, closed: 6, closeTotal: 6 });
  expect(seen.running?.elapsedMs).toBeGreaterThan(0);
  expect(await engine.post('/api/drill')).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
  await engine.post('/api/kill', { reason: 'in the middle of a drill' });
  expect(await engine.post('/api/drill')).toMatchObject({ status: 409 });
  expect((await drill).json).toMatchObject({ flat: true });
  await engine.reaches(({ state, flat }) => state === 'killed' && flat === true);
});
