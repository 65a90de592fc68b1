import { expect, type Page, type TestInfo } from '@playwright/test';
import { killEvery, writeLongJournal } from '../support/long-journal.ts';
import { lowContrast } from './contrast.ts';
import { test } from './fixtures.ts';

const rows = 1_000_000;

const log = (page: Page) => page.getByRole('grid', { name: /^Journal/ });
const row = (page: Page, name: RegExp | string) => log(page).getByRole('row', { name });
const opened = (page: Page) => page.getByRole('region', { name: 'Opened row' });

async function open(page: Page, address: string, place = 'risk'): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('navigation')).toBeVisible();
  await page.goto(`${new URL(address).origin}/#/${place}`);
}

test('a journal of a million rows: any depth, by thumb and by keyboard', async ({ page, engine, dataDir }, info) => {
  writeLongJournal(dataDir, rows);
  const { pageAddress } = await engine();
  await open(page, pageAddress);
  await expect(page.getByText(/^1,000,0\d\d rows, newest first$/)).toBeVisible();
  await expect(row(page, 'ENGINE_STARTED').first()).toBeVisible();
  // Few of them exist.
  expect(await log(page).getByRole('row').count()).toBeLessThan(60);
  const scroller = log(page).locator('tbody');
  const scrollTo = (share: number) =>
    scroller.evaluate((element, to) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) * to;
    }, share);

  await scrollTo(0.5);
  await expect(row(page, /reason of row (499|500),?\d{3}/).first()).toBeVisible();
  // The bar stands for four times what is laid out, and a small step is a small step all the same.
  const topIndex = () =>
    scroller.evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      const inView = [...element.querySelectorAll('tr')].find((each) => each.getBoundingClientRect().bottom > top + 1);
      return Number(inView?.getAttribute('aria-rowindex'));
    });
  const before = await topIndex();
  await scroller.hover();
  await page.mouse.wheel(0, 320);
  await expect.poll(topIndex).toBe(before + 10);
  await page.mouse.wheel(0, -640);
  await expect.poll(topIndex).toBe(before - 10);
  await scrollTo(1);
  await expect(row(page, /^1 .* reason of row 1 /)).toBeVisible();
  await info.attach('end', { body: await page.screenshot(), contentType: 'image/png' });

  await log(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(opened(page)).toContainText(/Row \d\d? · BROKER_UNREADABLE/);
  const active = await log(page).getAttribute('aria-activedescendant');
  expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Home');
  await expect(opened(page)).toContainText(/Row 1,000,0\d\d · /);
  await log(page).focus();
  await page.keyboard.press('Escape');
  await expect(opened(page)).toHaveCount(0);
});

test('filtered by a kind that there is, searched, and told how far the search has come', async ({
  page,
  engine,
  dataDir,
}) => {
  writeLongJournal(dataDir, 300_000);
  const { pageAddress } = await engine();
  await open(page, pageAddress);
  const kind = page.getByLabel('Kind');
  await expect(kind.getByRole('option', { name: 'KILL_JOINED' })).toBeAttached();
  await expect(kind.getByRole('option', { name: 'RESET', exact: true })).toHaveCount(0);
  await kind.selectOption('KILL_JOINED');
  await expect(page.getByText(`${300_000 / killEvery - 1} rows found in the whole journal`)).toBeVisible();
  await kind.selectOption('');
  await page.getByLabel('Search').fill('k55000');
  await expect(page.getByText('1 row found in the whole journal')).toBeVisible();
  await row(page, /^55,000 /).click();
  await expect(opened(page).getByRole('link', { name: 'kill k55000' })).toBeVisible();
  await page.getByLabel('Search').fill('nothing says this');
  await expect(page.getByText('Nothing found in the whole journal')).toBeVisible();
});

test('rows arrive at the top, and move nothing that is being read', async ({ page, engine }) => {
  const { pageAddress, operatorToken } = await engine();
  const headers = { authorization: `Bearer ${operatorToken}` };
  const checkIn = () => fetch(new URL('/api/check-in', pageAddress), { method: 'POST', headers });
  await open(page, pageAddress);
  await expect(row(page, 'ENGINE_STARTED')).toBeVisible();
  await checkIn();
  await expect(row(page, 'CHECK_IN')).toBeVisible();
  await row(page, 'ENGINE_STARTED').click();
  const before = await row(page, 'ENGINE_STARTED').boundingBox();
  await checkIn();
  await expect(page.getByRole('button', { name: 'Show 1 newer row' })).toBeVisible();
  expect(await row(page, 'ENGINE_STARTED').boundingBox()).toEqual(before);
  await page.getByRole('button', { name: 'Show 1 newer row' }).click();
  await expect(row(page, 'CHECK_IN')).toHaveCount(2);
});

test('a row is copied as JSON', async ({ page, engine, context }) => {
  // To look at what was copied; copying itself is permitted by nobody, as in the desktop app.
  await context.grantPermissions(['clipboard-read']);
  const { pageAddress } = await engine();
  await open(page, pageAddress);
  await row(page, 'ENGINE_STARTED').click();
  await opened(page).getByRole('button', { name: 'Copy as JSON' }).click();
  await expect(opened(page)).toContainText('copied');
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(copied).toMatchObject({ kind: 'ENGINE_STARTED', source: 'engine', data: { state: 'armed' } });
});

test('the chain: never verified, verified, broken, and the row shown that does not hold', async ({
  page,
  engine,
  dataDir,
}) => {
  const { pageAddress } = await engine();
  await open(page, pageAddress);
  const chain = page.getByRole('region', { name: 'Chain' });
  await expect(chain).toContainText('not been verified yet');
  await chain.getByRole('button', { name: 'Verify' }).click();
  await expect(chain).toContainText(/All \d+ rows held/);
  await expect(row(page, 'JOURNAL_VERIFIED')).toBeVisible();
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(`${dataDir}/journal.db`, { timeout: 5_000 });
  db.exec("DROP TRIGGER journal_no_update; UPDATE journal SET reason = 'never' WHERE seq = 2");
  db.close();
  await chain.getByRole('button', { name: 'Verify' }).click();
  await expect(chain).toContainText('Row 2 does not hold');
  await chain.getByRole('button', { name: 'Show it' }).click();
  await expect(opened(page)).toContainText('"reason": "never"');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 960, height: 640 },
    { width: 480, height: 560 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test('the log and an opened row can be read', async ({ page, engine, dataDir }, info) => {
        writeLongJournal(dataDir, 20_000);
        const { pageAddress } = await engine();
        await open(page, pageAddress);
        await page.getByRole('button', { name: 'Verify' }).click();
        await expect(page.getByText('Row 1 does not hold')).toBeVisible();
        await inspect(page, info, 'risk');
        await row(page, 'DRILL').first().click();
        await expect(opened(page)).toBeVisible();
        await inspect(page, info, 'risk-row');
      });
    });
  }
}

async function inspect(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(lowContrast)).toEqual([]);
}
