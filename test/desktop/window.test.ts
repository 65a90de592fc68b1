import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { until } from '../support/http.ts';
import { canShowWindows, noWindows, type Scene, test } from './scene.ts';

/** Of a machine that is busy with other things; the rest of what these wait for is quick. */
const patientMs = 45_000;

async function plateSays(page: Page, word: RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: word }).waitFor({ timeout: patientMs });
}

async function opened(scene: Scene) {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const page = await app.window();
  await plateSays(page, /ARMED/);
  return { app, page };
}

/** What the preload has given the page: changes of settings, as the page makes them. */
function changed(page: Page, settings: object): Promise<unknown> {
  return page.evaluate((wanted) => {
    const { scramDesktop } = window as unknown as { scramDesktop: { changeSettings(to: object): Promise<unknown> } };
    return scramDesktop.changeSettings(wanted);
  }, settings);
}

test.concurrent('the window is locked down, keeps its size, and opens again', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  expect(await app.ask('windows')).toMatchObject([
    {
      url: 'scram://app/',
      visible: true,
      webPreferences: {
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
      },
    },
  ]);
  const [window] = await app.ask('windows');
  expect(window?.webPreferences.experimentalFeatures ?? false).toBe(false);
  expect(window?.webPreferences.enableBlinkFeatures ?? '').toBe('');
  await app.ask('resize', { width: 700, height: 600 });
  await app.ask('closeWindow');
  expect(await app.ask('windows')).toEqual([]);
  await app.ask('clickMenu', 'Open Scram');
  expect(await app.ask('windows')).toMatchObject([{ width: 700, height: 600 }]);
  // Its screen is unplugged meanwhile.
  await app.ask('resize', { x: 9_000, width: 700, height: 600 });
  await app.ask('closeWindow');
  await app.ask('clickMenu', 'Open Scram');
  const [found] = await app.ask('windows');
  expect(found).toMatchObject({ width: 700, height: 600 });
  expect(found?.x).toBeLessThan(9_000);
  for (const wish of ['second-instance', 'activate'] as const) {
    await app.ask('closeWindow');
    await app.ask('wish', wish);
    expect(await app.ask('windows')).toHaveLength(1);
  }
});

test.concurrent('the page behind the app: no token in it, and a kill from it is the window’s', async ({
  scene,
  skip,
}) => {
  skip(!canShowWindows, noWindows);
  const { page } = await opened(scene);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  // A breach of the page's policy is an error on its console.
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.reload();
  await plateSays(page, /ARMED/);
  expect(await page.context().cookies()).toEqual([]);
  const button = page.getByRole('button', { name: /hold/i });
  await button.hover();
  await page.mouse.down();
  await plateSays(page, /KILL/);
  await page.mouse.up();
  await plateSays(page, /KILLED · FLAT/);
  expect(await scene.sources('KILL_FIRED')).toEqual(['window']);
  expect(complaints).toEqual([]);
});

test.concurrent('what the preload gives the page is five functions, and what they are given is checked', async ({
  scene,
  skip,
}) => {
  skip(!canShowWindows, noWindows);
  const { app, page } = await opened(scene);
  const given = () => {
    const { scramDesktop, ...rest } = window as unknown as {
      scramDesktop: object;
      require?: unknown;
      process?: unknown;
    };
    return { functions: Object.keys(scramDesktop), node: [typeof rest.require, typeof rest.process] };
  };
  expect(await page.evaluate(given)).toEqual({
    functions: ['state', 'changeSettings', 'launchAtLogin', 'restartEngine', 'onPlace'],
    node: ['undefined', 'undefined'],
  });
  const settings = { hotkey: { enabled: true, accelerator: 'Alt+Y', presses: 2, withinMs: 1_500 }, keepAwake: false };
  expect(await changed(page, { ...settings, keepAwake: 1 })).toMatchObject({
    ok: false,
    message: expect.stringContaining('keepAwake'),
  });
  expect(await changed(page, settings)).toMatchObject({ ok: true, state: { settings, hotkey: 'active' } });
  expect((await app.ask('world')).shortcuts).toEqual(['Alt+Y']);
});

test.concurrent('asked for the reset while it is closed, the window opens with its sheet', async ({ scene, skip }) => {
  skip(!canShowWindows, noWindows);
  const { app } = await opened(scene);
  await scene.call('/api/kill', 'POST', { reason: 'from a terminal' });
  await scene.shows(app, 'killed-flat');
  await app.ask('closeWindow');
  await app.ask('clickMenu', 'Reset…');
  const page = await app.window();
  await page.getByRole('dialog').getByText(/reset/i).first().waitFor({ timeout: patientMs });
});

test.concurrent('a page that is lost takes its window along, and the next one is fresh', async ({ scene, skip }) => {
  skip(!canShowWindows, noWindows);
  const { app, page } = await opened(scene);
  void page.goto('chrome://crash').catch(() => undefined);
  await until(
    () => app.ask('windows'),
    ({ length }) => length === 0,
  );
  await app.ask('clickMenu', 'Open Scram');
  await plateSays(await app.window(), /ARMED/);
});

test.concurrent('an engine that dies under the page is said to be gone, and the page comes back with it', async ({
  scene,
  skip,
}) => {
  skip(!canShowWindows, noWindows);
  const { page } = await opened(scene);
  process.kill(scene.enginePid(), 'SIGKILL');
  await plateSays(page, /NO ENGINE/);
  await plateSays(page, /ARMED/);
});
