import { expect } from '@playwright/test';
import { newScene, type Scene } from '../desktop/launch-app.ts';
import { test as base, firingMs, holdMouse, plate, settledMs } from './fixtures.ts';

/** The built desktop app with the double in Electron's place, and its page in a real browser behind the app's own handler. */
const test = base.extend<{ scene: Scene; address: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it that no other fixture is wanted.
  scene: async ({}, use) => {
    const scene = newScene();
    await use(scene);
    await scene.end();
  },
  address: async ({ scene }, use) => {
    const app = scene.launch();
    await scene.shows(app, 'armed');
    await use(`http://127.0.0.1:${await app.ask('serve')}/`);
  },
});

test('the page works behind the app: no sign-in, no token, its own policy, and a kill from it is the window’s', async ({
  page,
  context,
  address,
  complaints,
}) => {
  await page.goto(address);
  await expect(plate(page)).toHaveText(/ARMED/);
  expect(await context.cookies()).toEqual([]);
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText(/KILLED · FLAT/, { timeout: settledMs });
  const rows = await page.evaluate(async () => (await fetch('/api/journal?kind=KILL_FIRED')).json());
  expect(rows).toMatchObject({ rows: [{ source: 'window' }] });
  expect(complaints).toEqual([]);
});

test('asked for the reset, the window opens its sheet', async ({ page, address }) => {
  await page.addInitScript(() => {
    const api = { onPlace: (listener: (place: string) => void) => void setTimeout(() => listener('reset'), 50) };
    Object.assign(window, { scramDesktop: api });
  });
  await page.goto(address);
  await expect(page.getByRole('dialog')).toContainText(/reset/i);
});

test('an engine that dies under the page is said to be gone, and the page comes back with it', async ({
  page,
  address,
  scene,
}) => {
  await page.goto(address);
  await expect(plate(page)).toHaveText(/ARMED/);
  process.kill(scene.enginePid(), 'SIGKILL');
  await expect(plate(page)).toHaveText(/NO ENGINE/);
  await expect(plate(page)).toHaveText(/ARMED/, { timeout: 20_000 });
});
