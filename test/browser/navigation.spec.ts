import { expect, type Page } from '@playwright/test';
import {
  firingMs,
  freshCode,
  goTo,
  holdButton,
  holdMouse,
  part,
  plate,
  settledMs,
  test,
  withSlowVenue,
} from './fixtures.ts';

const pagesOf = (page: Page) => page.getByRole('navigation', { name: 'Pages' });
const current = (page: Page) => pagesOf(page).locator('[aria-current="page"]');

test('each page has an address: a reload stays, the way back works, and what names none is Now', async ({
  page,
  engine,
  complaints,
}) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(current(page)).toHaveText('Now');
  const [, ...others] = await pagesOf(page).getByRole('link').all();
  for (const link of others) {
    const title = (await link.textContent()) ?? '';
    await link.click();
    await expect(current(page)).toHaveText(title);
    await expect(page.getByRole('main', { name: title })).toBeFocused();
    await expect(plate(page)).toHaveText('ARMED');
    await expect(holdButton(page)).toBeInViewport({ ratio: 1 });
  }
  await goTo(page, 'Kills');
  await page.reload();
  await expect(current(page)).toHaveText('Kills');
  await goTo(page, 'Now');
  await page.goBack();
  await expect(current(page)).toHaveText('Kills');
  await page.evaluate(() => window.location.assign('#/nowhere'));
  await expect(current(page)).toHaveText('Now');
  expect(complaints).toEqual([]);
});

test('going from page to page does not ask the engine anew, and a code in the address still signs in', async ({
  page,
  engine,
}) => {
  const running = await engine();
  await page.goto(running.pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  const streams: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/events')) streams.push(request.url());
  });
  await goTo(page, 'Kills');
  await expect(page.getByText('No kill has been recorded here.')).toBeVisible();
  await goTo(page, 'Now');
  await expect(part(page, 'Brokers')).toBeVisible();
  expect(streams).toEqual([]);
  await page.evaluate((hash) => window.location.assign(hash), `#code=${await freshCode(running)}`);
  await expect.poll(() => streams.length).toBe(1);
  await expect(plate(page)).toHaveText('ARMED');
  expect(new URL(page.url()).hash).toBe('');
});

test('a kill from any page turns the window into the kill, and whoever goes on from there is left alone', async ({
  page,
  engine,
  exchange,
}) => {
  const { pageAddress } = await withSlowVenue(exchange, engine);
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await goTo(page, 'Kills');
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLING');
  await expect(current(page)).toHaveText('Now');
  const kill = part(page, 'The kill');
  await expect(kill.getByRole('table', { name: 'Still open' })).toContainText('AAPL');
  await expect(kill).toContainText(/Closing everything\d+\.\d s/);
  await goTo(page, 'Kills');
  await expect(part(page, 'Liquidation log').getByRole('listitem')).toHaveCount(1);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await expect(current(page)).toHaveText('Kills');
  // The latch holds: a page that is opened now stays where it is asked to be.
  await page.reload();
  await expect(plate(page)).toHaveText('KILLED · FLAT');
  await expect(current(page)).toHaveText('Kills');
});

test('the running time is the engine’s, on a machine whose clock is an hour off', async ({
  page,
  engine,
  exchange,
}) => {
  const { pageAddress } = await withSlowVenue(exchange, engine);
  await page.addInitScript('const now = Date.now; Date.now = () => now() + 3_600_000;');
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await expect(part(page, 'Check-in').getByRole('img', { name: '23 hours left to check in' })).toBeVisible();
  await holdMouse(page, firingMs);
  await expect(part(page, 'The kill')).toContainText(/Closing everything[0-9]\.\d s/);
});

test('by keyboard alone: to a page, to its first control, to the kill', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await page.keyboard.press('Tab');
  await expect(pagesOf(page).getByRole('link', { name: 'Now' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main', { name: 'Kills' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(holdButton(page)).toBeFocused();
  // The window turns into the kill, and the hand is still on it.
  await page.keyboard.down('Space');
  await expect(current(page)).toHaveText('Now');
  await expect(part(page, 'The kill')).toBeVisible();
  await page.keyboard.up('Space');
  await expect(holdButton(page)).toBeFocused();
});

test('the desktop app asks for a place: a page, or a sheet over the one that is open', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.addInitScript(() => {
    const api = { onPlace: (listener: unknown) => Object.assign(window, { askForPlace: listener }) };
    Object.assign(window, { scramDesktop: api });
  });
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  const ask = (place: string) =>
    page.evaluate((asked) => (window as unknown as { askForPlace(to: string): void }).askForPlace(asked), place);
  for (const place of ['kills', 'now']) {
    await ask(place);
    await expect(current(page)).toHaveText(new RegExp(place, 'i'));
  }
  await ask('kills');
  for (const [place, title] of [
    ['reset', 'Reset the kill switch'],
    ['dead-man-reset', 'Reset the dead man’s switch'],
  ] as const) {
    await ask(place);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await expect(current(page)).toHaveText('Kills');
});

test('a fault in a page stays in that page: the state and the kill around it work on', async ({ page, engine }) => {
  // What the desktop app would never answer.
  await page.addInitScript(() => {
    const broken = { state: async () => ({ settings: {} }), onPlace: () => () => {} };
    Object.assign(window, { scramDesktop: broken });
  });
  await page.goto((await engine()).pageAddress);
  await goTo(page, 'Setup');
  await expect(page.getByRole('alert', { name: 'Fault' })).toContainText('has a fault');
  await expect(plate(page)).toHaveText('ARMED');
  await goTo(page, 'Kills');
  await expect(page.getByText('No kill has been recorded here.')).toBeVisible();
  await goTo(page, 'Setup');
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
});
