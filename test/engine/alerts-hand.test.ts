import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, it } from 'vitest';
import { AlertEngine } from '../support/alerts/alert-engine.ts';
import { says, startService } from '../support/alerts/service.ts';
import { until } from '../support/http.ts';
import { endRuns, runCli } from './cli-run.ts';

const secrets = { hook: 'http://127.0.0.1:1/hook', key: 'K3Y-0123456789-abcdef' };
const hook = { kind: 'webhook', webhookUrl: { secret: 'hook' }, key: { secret: 'key' } };
afterEach(endRuns);

it('a person tries the channels and takes a kill from the command line', async (test) => {
  const good = await startService(says(204), 0, test.onTestFinished);
  const bad = await startService(says(410, 'gone'), 0, test.onTestFinished);
  const engine = await AlertEngine.begin(
    test,
    { alerts: { good: hook, bad: { ...hook, webhookUrl: { secret: 'other' } } } },
    { ...secrets, hook: `${good.url}/hook`, other: `${bad.url}/hook` },
  );
  const scram = (...args: string[]) => runCli(['--data', engine.dataDir, ...args]);

  expect(await scram('alerts', 'list')).toMatchObject({ status: 0, stdout: 'Nothing has been told yet.\n' });
  const one = await scram('alerts', 'test', 'good');
  expect(one).toMatchObject({ status: 0, stderr: '' });
  expect(one.stdout).toMatch(/^good: sent after \d+ ms; /);
  const all = await scram('alerts', 'test');
  expect(all.status).toBe(1);
  expect(all.stdout).toContain('good: sent');
  expect(all.stderr).toContain('bad: not sent');
  expect(await scram('alerts', 'test', 'other')).toMatchObject({ status: 1, stdout: '' });

  expect(await scram('alerts', 'acknowledge')).toMatchObject({ status: 1, stdout: '' });
  const kill = await scram('kill', '--reason', 'from a terminal');
  const killId = /kill (\S+)/.exec(kill.stdout)?.[1] ?? 'none';
  expect(await scram('alerts', 'acknowledge')).toMatchObject({
    status: 0,
    stdout: `Kill ${killId} is acknowledged: it is not told again.\n`,
  });
  await engine.reaches(({ alerts }) => alerts.unacknowledged === null);
  await engine.reaches(({ alerts }) => alerts.recent.every(({ state }) => state !== 'waiting'));
  const told = await scram('alerts', 'list');
  expect(told.status).toBe(0);
  expect(told.stdout).toMatch(/good +sent +after [\d.]+ m?s +PAPER · KILL: from a terminal$/m);
  expect(told.stdout).toMatch(/bad +failed +it answered with status 410 +PAPER · KILL: from a terminal$/m);
});

it('a kill is told while the journal can’t be written', async (test) => {
  const service = await startService(says(204), 0, test.onTestFinished);
  const engine = await AlertEngine.begin(test, { alerts: { hook } }, { ...secrets, hook: `${service.url}/hook` });
  const other = new DatabaseSync(join(engine.dataDir, 'journal.db'));
  test.onTestFinished(() => other.close());
  // Another program that holds the file's lock and does not let go.
  other.exec('BEGIN IMMEDIATE');
  await engine.post('/api/drill');
  await engine.reaches(({ degraded }) => degraded !== null);
  const told = service.received.length;
  await engine.post('/api/kill', { reason: 'on a locked disk' });
  const { state, kill } = await engine.state();
  expect(state).not.toBe('armed');
  expect(kill?.journaled).toBe(false);
  await until(
    async () => service.received.slice(told).map(({ body }) => JSON.parse(body)),
    (bodies) => bodies.some(({ title }) => title === 'KILL: on a locked disk'),
  );
  other.exec('ROLLBACK');
  await engine.reaches(({ degraded }) => degraded === null);
  expect((await engine.rows('KILL_FIRED')).map(({ reason }) => reason)).toEqual(['on a locked disk']);
});
