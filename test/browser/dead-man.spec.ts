import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { part, plate, test } from './fixtures.ts';
import { inspect } from './inspect.ts';
import { endProcess } from './processes.ts';

const hour = 3_600_000;

/** The last check-in lies so long back, by the engine's own file. */
async function checkedInBefore(dataDir: string, ageMs: number): Promise<void> {
  const at = new Date(Date.now() - ageMs).toISOString();
  const lastCheckIn = { at, source: 'cli' };
  const timer = { run: 7, startedAt: at, highWaterAt: at, windowMs: 24 * hour, state: 'ok', lastCheckIn };
  await writeFile(join(dataDir, 'dead-man.json'), JSON.stringify(timer));
}

const ring = (page: Page) => page.getByRole('region', { name: 'Check-in' });
const banner = (page: Page) => page.getByRole('alert', { name: "Dead man's switch" });

test('a check-in begins the time anew, at once', async ({ page, engine, dataDir, complaints }) => {
  await checkedInBefore(dataDir, 21 * hour);
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('CHECK IN');
  await expect(ring(page)).toContainText("Dead man's switch warning. Check in within 2 hours.");
  await ring(page).getByRole('button', { name: 'Check in' }).click();
  await expect(plate(page)).toHaveText('ARMED');
  await expect(ring(page).getByRole('img', { name: '23 hours left to check in' })).toBeVisible();
  await expect(ring(page)).toContainText('Last at');
  await expect(ring(page)).not.toContainText('warning');
  expect(complaints).toEqual([]);
});

test('once triggered only the reset leads back, with a reason and the word', async ({ page, engine, dataDir }) => {
  await checkedInBefore(dataDir, 25 * hour);
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('PAUSED');
  await expect(banner(page)).toContainText('Orders are refused');
  await expect(ring(page)).toHaveCount(0);
  await banner(page).getByRole('button', { name: 'Reset' }).click();
  const sheet = page.getByRole('dialog');
  const submit = sheet.getByRole('button', { name: 'Reset', exact: true });
  await expect(submit).toBeDisabled();
  await sheet.getByLabel('Why is it safe to trade again?').fill('back, and looked at everything');
  await sheet.getByLabel('Type RESET').fill('reset');
  await expect(submit).toBeDisabled();
  await sheet.getByLabel('Type RESET').fill('RESET');
  await submit.click();
  await expect(sheet).toHaveCount(0);
  await expect(plate(page)).toHaveText('ARMED');
  await expect(banner(page)).toHaveCount(0);
  await expect(ring(page).getByRole('img', { name: '23 hours left to check in' })).toBeVisible();
});

test('a check-in without an answer is not said to have been one', async ({ page, engine, dataDir }) => {
  await checkedInBefore(dataDir, 21 * hour);
  const running = await engine();
  await page.goto(running.pageAddress);
  await expect(plate(page)).toHaveText('CHECK IN');
  await page.route('**/api/check-in', (route) => route.abort());
  await ring(page).getByRole('button', { name: 'Check in' }).click();
  await expect(ring(page)).toContainText('The engine gave no answer');
  await expect(plate(page)).toHaveText('CHECK IN');
  // What the engine does is not known, so no ring says how much time is left.
  await endProcess(running.process);
  await expect(plate(page)).toHaveText('NO ENGINE');
  await expect(ring(page)).toHaveCount(0);
});

const looks = [
  { colorScheme: 'light', viewport: { width: 960, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 480, height: 560 } },
] as const;

for (const { colorScheme, viewport } of looks) {
  test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
    test.use({ colorScheme, viewport });

    for (const [name, hours] of [
      ['ok', 7],
      ['warning', 21],
      ['critical', 23.3],
      ['triggered', 25],
    ] as const) {
      test(`${name} can be read`, async ({ page, engine, dataDir }, info) => {
        await checkedInBefore(dataDir, hours * hour);
        await page.goto((await engine()).pageAddress);
        await expect(part(page, 'Brokers')).toContainText('6 positions');
        await inspect(page, info, name);
        if (name !== 'triggered') return;
        await banner(page).getByRole('button').click();
        await inspect(page, info, 'reset');
      });
    }
  });
}
