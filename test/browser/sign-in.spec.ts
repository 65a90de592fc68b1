import { expect } from '@playwright/test';
import { freshCode, plate, test } from './fixtures.ts';

test('the printed address signs in once, and its code leaves the address at once', async ({
  page,
  engine,
  browser,
  complaints,
}) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await expect(page).toHaveTitle('ARMED · PAPER · Scram');
  await expect(page.getByText('No money is at risk.')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');

  await page.reload();
  await expect(plate(page)).toHaveText('ARMED');

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(pageAddress);
  await expect(plate(stranger)).toHaveText('Sign in');
  await expect(stranger.getByRole('alert')).toContainText('This sign-in code is not good.');
  expect(complaints).toEqual([]);
});

test('without a session the page says how to get in, shows nothing, and takes a pasted address or code', async ({
  page,
  engine,
}) => {
  const running = await engine();
  await page.goto(new URL('/', running.pageAddress).href);
  await expect(plate(page)).toHaveText('Sign in');
  await expect(page.getByText('scram token')).toBeVisible();
  await expect(page.getByText('AAPL')).toHaveCount(0);

  const field = page.getByLabel('Address or code');
  await field.fill('not a code');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('neither an address with a code nor a code');
  await field.fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This sign-in code is not good.');
  await field.fill(await freshCode(running));
  await page.keyboard.press('Enter');
  await expect(plate(page)).toHaveText('ARMED');
});

test('a fresh address opened in a tab that shows the page signs it in', async ({ page, engine }) => {
  const running = await engine();
  const address = new URL('/', running.pageAddress).href;
  await page.goto(address);
  await expect(plate(page)).toHaveText('Sign in');
  await page.evaluate((hash) => window.location.assign(hash), `#code=${await freshCode(running)}`);
  await expect(plate(page)).toHaveText('ARMED');
  expect(new URL(page.url()).hash).toBe('');
});
