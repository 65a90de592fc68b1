import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { leftToApp } from '../../src/engine/alerts/desktop/desktop.ts';
import { fakeTime, hasFakeTime } from '../support/fake-time.ts';
import { call, until } from '../support/http.ts';
import {
  hasNotificationDaemon,
  type NotificationDaemon,
  noNotificationDaemon,
  startNotificationDaemon,
} from '../support/notification-daemon.ts';
import { type EngineProcess, startEngineProcess } from '../support/processes.ts';
import { type Scene, test as sceneTest } from './scene.ts';

/** By which the engine's own are told from the app's. */
const engineName = 'Scram';
const hourSeconds = 3_600;

/** A real desktop as far as notifications go, and a folder whose engine is told to show them there. */
const test = sceneTest.extend<{ desktop: NotificationDaemon }>({
  desktop: async ({ scene }, use) => {
    configure(scene, {});
    const desktop = await startNotificationDaemon(join(scene.dataDir, 'screen'));
    await use(desktop);
    await desktop.stop();
  },
});

function configure({ dataDir }: Scene, more: object): void {
  const config = { brokers: { paper: { kind: 'paper' } }, alerts: { desk: { kind: 'desktop' } }, ...more };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
}

/** An engine that nobody but the test has started. */
function engineOn(
  { env }: NotificationDaemon,
  { dataDir }: Scene,
  by: readonly string[] = ['env'],
): Promise<EngineProcess> {
  return startEngineProcess(dataDir, [], [...by, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]);
}

function comesTo(desktop: NotificationDaemon, title: RegExp) {
  return until(
    async () => desktop.shown().find((notice) => title.test(notice.title)),
    (notice) => notice !== undefined,
  );
}

async function resetKill(scene: Scene): Promise<void> {
  await until(
    () => scene.call('/api/state'),
    ({ json }) => json.state === 'killed' && json.flat === true,
  );
  const { status } = await scene.call('/api/reset', 'POST', { reason: 'looked at it all', confirm: 'RESET' });
  expect(status).toBe(200);
}

/** Waits until a message by hand is answered so by the engine's channel. */
function tellsBy(scene: Scene, words: string) {
  return until(
    () => scene.call('/api/alerts/desk/test', 'POST').catch(() => null),
    (answer) => answer?.json.words === words,
  );
}

if (!hasNotificationDaemon) sceneTest('notifications through a real daemon', ({ skip }) => skip(noNotificationDaemon));
const onDesktop = hasNotificationDaemon ? test.concurrent : test.skip;

onDesktop(
  'the engine’s own: a kill and its settlement arrive as they were meant, whatever stands in the reason',
  async ({ scene, desktop }) => {
    const engine = await engineOn(desktop, scene);
    const harm = join(scene.dataDir, 'harm');
    const reason = `P&L < -5 % "now" \`touch ${harm}\` $(touch ${harm}) <a href="http://x">x</a> --hint`;
    await call({ port: engine.devicePort, method: 'POST', path: '/kill', token: engine.botToken, body: { reason } });
    const settled = await comesTo(desktop, /FLAT/);
    expect(settled).toMatchObject({ app: engineName, urgency: 'NORMAL', passes: true });
    expect(settled?.body).toMatch(/^Every broker has confirmed/);
    const fired = await comesTo(desktop, /KILL:/);
    expect(fired).toMatchObject({ app: engineName, urgency: 'CRITICAL', passes: false });
    expect(fired?.title).toMatch(/^Scram: PAPER · KILL: P&L < -5 % "now"/);
    expect(fired?.body).toContain(`P&amp;L &lt; -5 % "now" \`touch ${harm}\` $(touch ${harm})`);
    expect(desktop.complaints()).toBe('');
    expect(existsSync(harm)).toBe(false);
  },
);

onDesktop('the engine’s own: the dead man’s switch, each state by its weight', async ({ scene, desktop, skip }) => {
  skip(!hasFakeTime, 'libfaketime is not here to set a clock');
  const clock = fakeTime(scene.dataDir);
  await engineOn(desktop, scene, clock.by);
  clock.set(21 * hourSeconds);
  expect(await comesTo(desktop, /Check in/)).toMatchObject({ app: engineName, urgency: 'NORMAL', passes: true });
  clock.set(25 * hourSeconds);
  expect(await comesTo(desktop, /triggered/i)).toMatchObject({ app: engineName, urgency: 'CRITICAL', passes: false });
});

onDesktop(
  'with the app attached they come from it alone; once it has quit, from the engine alone',
  async ({ scene, desktop }) => {
    const app = await scene.launch({ ...desktop.env, DOUBLE_DESKTOP: '1' });
    await tellsBy(scene, `the desktop took it; ${leftToApp}`);
    const attached = desktop.shown().length;
    await scene.call('/api/kill', 'POST', { reason: 'first kill' });
    await comesTo(desktop, /KILLED · FLAT/);
    await resetKill(scene);
    await comesTo(desktop, /ARMED/);
    const earlier = desktop.shown().slice(attached);
    expect(earlier.filter(({ app: name }) => name === engineName)).toEqual([]);
    await app.ask('answerDialogs', [0]);
    await app.ask('quit');
    await until(
      () => app.ask('world'),
      ({ hasQuit }) => hasQuit,
    );
    const before = desktop.shown().length;
    await tellsBy(scene, 'the desktop took it');
    await scene.call('/api/kill', 'POST', { reason: 'second kill' });
    await comesTo(desktop, /FLAT after/);
    const later = desktop.shown().slice(before);
    expect(later.map(({ app: name }) => name)).toEqual(later.map(() => engineName));
    expect(later.map(({ title }) => title)).toContain('Scram: PAPER · KILL: second kill');
  },
);

onDesktop(
  'an app that is frozen is soon believed no more, and the engine tells of the kill',
  async ({ scene, desktop }) => {
    const app = await scene.launch({ ...desktop.env, DOUBLE_DESKTOP: '1' });
    await tellsBy(scene, `the desktop took it; ${leftToApp}`);
    app.kill('SIGSTOP');
    await tellsBy(scene, 'the desktop took it');
    await scene.call('/api/kill', 'POST', { reason: 'nobody looks' });
    expect((await comesTo(desktop, /KILL: nobody looks/))?.app).toBe(engineName);
  },
);
