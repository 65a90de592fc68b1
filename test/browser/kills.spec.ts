import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { firingMs, goTo, holdMouse, part, plate, settledMs, test, withClosedMarket } from './fixtures.ts';
import { inspect } from './inspect.ts';

/** Kills from the page, and opens what is on record of it. */
async function openKill(page: Page, settled: string): Promise<void> {
  await expect(plate(page)).toHaveText('ARMED');
  await page.getByLabel('Reason, if there is time').fill('=prices, "wrong"');
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText(settled, { timeout: settledMs });
  await goTo(page, 'Kills');
  await part(page, 'Liquidation log').getByRole('link').first().click();
}

test('one kill: what it fetched, its rows, the picture by keyboard, and an address of its own', async ({
  page,
  engine,
  complaints,
}) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await openKill(page, 'KILLED · FLAT');
  const closed = page
    .getByRole('table', { name: /Positions at the kill/ })
    .getByRole('row')
    .filter({ hasText: 'TSLA' });
  await expect(closed).toContainText('−25');
  await expect(closed).toContainText('%');
  await expect(closed).toContainText('closed');
  await expect(part(page, 'Timeline')).toContainText('the latch is engaged: =prices, "wrong"');

  const picture = page.getByRole('slider', { name: 'The kill in time' });
  await expect(picture.locator('svg')).toContainText('paper: closes');
  await expect(picture).toHaveAccessibleDescription(/Fired by the page; .* Rows in each lane: paths 1, latch 2/);
  await picture.focus();
  await page.keyboard.press('Home');
  await expect(picture).toHaveAttribute('aria-valuetext', /^\+0.000 s · the latch is engaged/);
  await page.keyboard.press('End');
  await expect(page.getByRole('figure')).toContainText(/\+([2-9]|\d\d)\.\d{3} s · .*, row \d+\)$/);
  const lastX = await picture.locator('.chosen').evaluate((mark) => Number(mark.getAttribute('cx')));
  expect(lastX).toBeGreaterThan(400);

  await page.reload();
  await expect(part(page, 'Timeline')).toContainText('the latch is engaged');
  await page.getByRole('link', { name: 'All kills' }).click();
  await expect(part(page, 'Liquidation log').getByRole('listitem')).toHaveCount(1);
  await page.goBack();
  await expect(part(page, 'Timeline')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a kill goes out as CSV and as JSON', async ({ page, engine, exchange, complaints }) => {
  const { engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
  await page.goto(running.pageAddress);
  await openKill(page, 'KILLED · NOT FLAT');
  await expect(page.getByRole('table', { name: 'Still open' })).toContainText('AAPL');

  const csv = await exported(page, 'Export as CSV');
  expect(csv.name).toMatch(/^scram-kill-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z-[\w-]+\.csv$/);
  expect(csv.text).toMatch(/^kill_id,fired_at,record,/);
  expect(csv.text).toMatch(/,position,demo,TSLA,,,,-25,/);
  expect(csv.text).toMatch(/,residual,demo,AAPL,,,,120,/);
  const json = await exported(page, 'Export as JSON');
  expect(json.name).toBe(csv.name.replace('.csv', '.json'));
  expect(JSON.parse(json.text)).toMatchObject({ reason: '=prices, "wrong"', residuals: [{ symbol: 'AAPL' }] });
  expect(complaints).toEqual([]);
});

test('a kill that is not on record is said so, with a way out', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await page.evaluate(() => window.location.assign('#/kills/none'));
  await expect(page.getByText('There is no kill "none" in the journal.')).toBeVisible();
  await page.getByRole('link', { name: 'All kills' }).click();
  await expect(page.getByText('No kill has been recorded here.')).toBeVisible();
});

for (const [colorScheme, viewport] of [
  ['light', { width: 960, height: 640 }],
  ['dark', { width: 960, height: 640 }],
  ['dark', { width: 480, height: 560 }],
] as const) {
  test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
    test.use({ colorScheme, viewport });

    test('the kills, and one of them, can be read', async ({ page, engine, exchange }, info) => {
      const { engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
      await page.goto(running.pageAddress);
      await openKill(page, 'KILLED · NOT FLAT');
      await page.getByRole('slider').focus();
      await page.keyboard.press('End');
      await inspect(page, info, 'kill');
      await goTo(page, 'Kills');
      await expect(part(page, 'Liquidation log').getByRole('listitem')).toHaveCount(1);
      await inspect(page, info, 'kills');
    });
  });
}

async function exported(page: Page, button: string): Promise<{ name: string; text: string }> {
  const begun = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const download = await begun;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}
