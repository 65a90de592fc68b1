import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { leftToApp } from '../../src/engine/alerts/desktop/desktop.ts';
import { until } from '../support/http.ts';
import type { LaunchedApp } from './launched-app.ts';
import { canShowWindows, noWindows, type Scene, test } from './scene.ts';

function configure({ dataDir }: Scene, more: object): void {
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify({ brokers: { paper: { kind: 'paper' } }, ...more }));
}

/** A page that writes down where it is asked to go. */
async function listening(app: LaunchedApp): Promise<Page> {
  const page = await app.window();
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 45_000 });
  await page.evaluate(`window.placesAsked = []; scramDesktop.onPlace((place) => window.placesAsked.push(place))`);
  return page;
}

/** Where the page has been asked to go, once it has been asked so often. */
function asked(page: Page, times: number): Promise<unknown[]> {
  return until(
    () => page.evaluate('window.placesAsked') as Promise<unknown[]>,
    (places) => places.length === times,
  );
}

async function told(app: LaunchedApp, title: RegExp): Promise<string> {
  const { notices } = await until(
    () => app.ask('world'),
    (world) => world.notices.some((notice) => title.test(notice.title)),
  );
  return notices.find((notice) => title.test(notice.title))?.title ?? '';
}

test.concurrent('a kill, its settlement and the reset are told once each', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await scene.call('/api/kill', 'POST', { reason: 'from a terminal' });
  await scene.shows(app, 'killed-flat');
  await scene.call('/api/reset', 'POST', { reason: 'looked at it all', confirm: 'RESET' });
  await scene.shows(app, 'armed');
  const { notices } = await app.ask('world');
  expect(notices).toMatchObject([
    { title: 'KILLING · PAPER', urgency: 'critical', body: expect.stringContaining('from a terminal') },
    { title: 'KILLED · FLAT · PAPER', urgency: 'critical' },
    { title: 'ARMED · PAPER', urgency: 'normal' },
  ]);
  await app.ask('closeWindow');
  await app.ask('clickNotice', 'KILLED · FLAT · PAPER');
  expect(await app.ask('windows')).toHaveLength(1);
});

test.concurrent('every item of the tray and every notification leads to its place', async ({ scene, skip }) => {
  skip(!canShowWindows, noWindows);
  const refusing = createServer((_, response) => response.writeHead(410).end());
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/`;
  const hook = { kind: 'webhook', webhookUrl: { env: 'HOOK_URL' }, key: { env: 'HOOK_KEY' } };
  configure(scene, { deadMan: { window: '5s' }, alerts: { hook } });
  const app = await scene.launch({ HOOK_URL: url, HOOK_KEY: 'of sixteen letters' });
  const page = await listening(app);
  await scene.shows(app, 'paused-slashed');
  const clicks: [item: string, place: string][] = [
    ['Open Scram', 'now'],
    ['Kills', 'kills'],
    ['Preflight', 'ready'],
    ["Reset the dead man's switch…", 'dead-man-reset'],
  ];
  for (const [item] of clicks) await app.ask('clickMenu', item);
  expect(await asked(page, 4)).toEqual(clicks.map(([, place]) => place));
  await app.ask('clickNotice', await told(app, /^PAUSED/));
  await scene.call('/api/kill', 'POST', { reason: 'from a terminal' });
  await scene.shows(app, 'killed-flat-slashed');
  await app.ask('clickMenu', 'Reset…');
  await app.ask('clickNotice', await told(app, /^KILLING/));
  // The channel that refuses it is a condition of the setup.
  await app.ask('clickNotice', await told(app, /^Scram/));
  expect(await asked(page, 8)).toEqual([
    ...clicks.map(([, place]) => place),
    'dead-man-reset',
    'reset',
    'now',
    'setup',
  ]);
  refusing.close();
});

test.concurrent('an app whose notifications the system does not show leaves them to the engine', async ({ scene }) => {
  configure(scene, { alerts: { desk: { kind: 'desktop' } } });
  const words = async () => (await scene.call('/api/alerts/desk/test', 'POST')).json.words;
  const mute = await scene.launch({ DOUBLE_MUTE: '1' });
  await scene.shows(mute, 'armed');
  expect(await words()).not.toContain(leftToApp);
  mute.kill('SIGKILL');
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await until(words, (said) => String(said).endsWith(leftToApp));
});
