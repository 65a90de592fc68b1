import { expect, type Page, type TestInfo } from '@playwright/test';
import {
  firingMs,
  holdMouse,
  openRow,
  part,
  plate,
  settledMs,
  test,
  withClosedMarket,
  withSlowVenue,
} from './fixtures.ts';
import { inspect } from './inspect.ts';
import { endProcess } from './processes.ts';

const sizes = [
  { width: 960, height: 640 },
  { width: 480, height: 560 },
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of sizes) {
    test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test('armed, killing, killed and flat', async ({ page, engine, exchange }, info) => {
        const { pageAddress } = await withSlowVenue(exchange, engine);
        await page.goto(pageAddress);
        await expect(part(page, 'Brokers')).toContainText('6 positions');
        await inspectWithPlate(page, info, 'armed');
        await holdMouse(page, firingMs);
        await expect(plate(page)).toHaveText('KILLING');
        await inspectWithPlate(page, info, 'killing');
        await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
        await inspectWithPlate(page, info, 'killed-flat');
        await openRow(part(page, 'Brokers'));
        await inspectWithPlate(page, info, 'rows');
      });

      test('killed and not flat, the reset, no engine', async ({ page, engine, exchange }, info) => {
        const { engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
        await page.goto(running.pageAddress);
        await expect(plate(page)).toHaveText('ARMED');
        await holdMouse(page, firingMs);
        await expect(plate(page)).toHaveText('KILLED · NOT FLAT', { timeout: settledMs });
        await inspectWithPlate(page, info, 'killed-not-flat');
        await page.getByRole('button', { name: 'Reset' }).click();
        await inspectWithPlate(page, info, 'reset');
        await page.keyboard.press('Escape');
        await endProcess(running.process);
        await expect(plate(page)).toHaveText('NO ENGINE');
        await inspectWithPlate(page, info, 'no-engine');
      });
    });
  }
}

test('five hundred positions stay usable', async ({ page, engine, exchange }) => {
  const paper = await exchange(['--positions', '500', '--orders', '500']);
  const { pageAddress } = await engine({ config: { brokers: { demo: { kind: 'paper', url: paper.url } } } });
  await page.goto(pageAddress);
  const brokers = page.getByRole('region', { name: 'Brokers' });
  await expect(brokers).toContainText('500 positions · 500 orders');
  await openRow(brokers);
  const rows = brokers.getByRole('table', { name: 'Positions' }).locator('tbody tr');
  await expect(rows).toHaveCount(20);
  await brokers.getByRole('button', { name: 'show all 500' }).first().click();
  await expect(rows).toHaveCount(500);
});

/** Half of KILLED · NOT FLAT would say something else. */
async function inspectWithPlate(page: Page, info: TestInfo, name: string): Promise<void> {
  await inspect(page, info, name);
  const lines = await plate(page).evaluate(
    (h1) => h1.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(h1).fontSize),
  );
  expect(lines).toBeLessThan(1.5);
}
