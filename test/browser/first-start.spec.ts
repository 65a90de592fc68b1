import { expect, type Locator, type Page } from '@playwright/test';
import { firingMs, goTo, holdMouse, plate, settledMs, test } from './fixtures.ts';

const steps = (page: Page): Locator => page.getByRole('region', { name: 'First steps' });
const current = (page: Page): Locator => steps(page).locator('[aria-current="step"]');

test('from nothing to a first kill on paper, each step ticked by what the engine has seen', async ({
  page,
  engine,
}) => {
  await page.goto((await engine()).pageAddress);
  await expect(steps(page)).toContainText('This is PAPER');
  await expect(current(page)).toContainText('Run a drill');
  await steps(page).getByRole('button', { name: 'Run a drill' }).click();
  await expect(steps(page)).toContainText(/Latched after .* confirmed flat after/, { timeout: settledMs });
  await expect(plate(page)).toHaveText('ARMED');
  await expect(current(page)).toContainText('Kill the paper account');

  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await expect(current(page)).toContainText('Allow trading again');
  await page.getByRole('button', { name: 'Reset…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel(/Why is it safe/).fill('this was my first kill');
  await sheet.getByLabel('Type RESET').fill('RESET');
  await sheet.getByRole('button', { name: 'Reset' }).click();
  await expect(plate(page)).toHaveText('ARMED');
  await expect(current(page)).toContainText('Connect what is yours');

  // What the engine has seen is not the page's to forget.
  await page.reload();
  await expect(current(page)).toContainText('Connect what is yours');
  await current(page).getByRole('link', { name: 'your broker' }).click();
  await expect(page.getByRole('button', { name: 'Add broker' })).toBeVisible();
});

test('they can be put away and brought back, and whoever has a configuration does not meet them', async ({
  page,
  engine,
}) => {
  const first = await engine();
  await page.goto(first.pageAddress);
  await steps(page).getByRole('button', { name: 'Put these away' }).click();
  await expect(steps(page)).toHaveCount(0);
  await page.reload();
  await expect(plate(page)).toHaveText('ARMED');
  await expect(page.getByText('running since')).toBeVisible();
  await expect(steps(page)).toHaveCount(0);
  await goTo(page, 'Setup');
  await page.getByRole('button', { name: 'Show the first steps again' }).click();
  await expect(steps(page)).toBeVisible();

  const headers = { authorization: `Bearer ${first.operatorToken}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ brokers: { paper: { kind: 'paper' } } });
  await fetch(new URL('/api/config', first.pageAddress), { method: 'PUT', headers, body });
  await expect(steps(page)).toHaveCount(0);
});
