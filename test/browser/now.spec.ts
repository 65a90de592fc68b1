import { expect, type Page } from '@playwright/test';
import { firingMs, holdMouse, openRow, part, plate, settledMs, test, withClosedMarket } from './fixtures.ts';

test('a row is a sentence that opens into the book, by keyboard too', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  const brokers = part(page, 'Brokers');
  await expect(brokers).toContainText(/paper PAPER [\d,.]+ USD · 6 positions · 5 orders/);
  await expect(brokers.getByRole('table')).toHaveCount(0);
  await brokers.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(brokers.getByRole('table', { name: 'Positions' })).toContainText('TSLA');
  await expect(brokers.getByRole('table', { name: 'Orders' })).toContainText('sell limit');
  await openRow(brokers);
  await expect(brokers.getByRole('table')).toHaveCount(0);
});

const moving = (page: Page) => page.evaluate(() => document.getAnimations().length);

test('a kill at work says what it tries again, and why', async ({ page, engine, exchange }) => {
  const { engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
  await page.goto(running.pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await holdMouse(page, firingMs);
  const stillOpen = part(page, 'The kill').getByRole('table', { name: 'Still open' });
  await expect(stillOpen.getByRole('row').filter({ hasText: 'AAPL' })).toContainText(
    /tried .*: the market for AAPL is closed/,
  );
  expect(await moving(page)).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving(page)).toBe(0);
  await expect(plate(page)).toHaveText('KILLED · NOT FLAT', { timeout: settledMs });
  await expect(stillOpen).toContainText('waits for the market to open');
  await expect(part(page, 'The kill')).toContainText(/Settledafter \d+\.\d s/);
});

test('a broker that can not be read is a fault, in words and in the list of what needs somebody', async ({
  page,
  engine,
  exchange,
}) => {
  const paper = await exchange();
  const config = { brokers: { demo: { kind: 'paper', url: paper.url } }, bots: { grid: { kind: 'flag-file' } } };
  const { pageAddress } = await engine({ config });
  await page.goto(pageAddress);
  const row = part(page, 'Brokers').getByRole('group');
  await expect(row).toContainText('6 positions');
  await expect(row).not.toContainText('fault');
  await paper.control('POST', 'faults', { route: 'positions', fault: { kind: 'error', landed: false } });
  await expect(row).toContainText(/fault demo PAPER can’t be read now: /);
  await expect(page.getByRole('list', { name: 'What needs you' })).toContainText("demo can't be read");
});
