import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { lowContrast } from './contrast.ts';
import { plate, test } from './fixtures.ts';
import { endProcess } from './processes.ts';

const drill = (page: Page) => page.getByRole('region', { name: 'Drill' });
const checks = (page: Page) => page.getByRole('region', { name: 'Checks' });

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('link', { name: 'Ready' }).click();
}

/** Nothing listens there: a test message can't arrive. */
const deaf = { kind: 'ntfy', topic: { secret: 'topic' }, baseUrl: 'http://127.0.0.1:9' };
const config = { brokers: { demo: { kind: 'paper' } }, alerts: { deaf } };
const giveTopic = (dataDir: string) =>
  writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ topic: 'nobody-reads-this' }), { mode: 0o600 });

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 960, height: 640 },
    { width: 480, height: 560 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test('a first drill and a second, with their times', async ({ page, engine, dataDir }, info) => {
        await giveTopic(dataDir);
        const { pageAddress } = await engine({ config });
        await open(page, pageAddress);
        await expect(checks(page)).toContainText('No drill has been run here.');
        await drill(page).getByRole('button', { name: 'Run a drill' }).click();
        await expect(drill(page).getByRole('progressbar', { name: 'Drill' })).toBeVisible();
        await inspect(page, info, 'drill-running');
        await expect(drill(page)).toContainText(/Flat: 5 orders cancelled, 6 positions closed\. .* by the page/);
        await expect(checks(page)).toContainText(/The last drill was flat after [\d.]+ s/);
        const bars = drill(page).getByRole('list', { name: 'Times from the press' }).getByRole('listitem');
        await expect(bars).toHaveText([/^latched[\d.]+ ms$/, /^first request/, /^button answered/, /^flat[\d.]+ s$/]);
        await drill(page).getByRole('button', { name: 'Run a drill' }).click();
        await expect(bars.last()).toContainText(/before [\d.]+ s/);
        await expect(plate(page)).toHaveText('ARMED');
        await inspect(page, info, 'ready');
        await page.getByText(/would cancel 5 orders and close 6 positions/).click();
        await inspect(page, info, 'ready-kill-now');
      });
    });
  }
}

test('a channel is tried where it stands, and the check says what came of it', async ({ page, engine, dataDir }) => {
  await giveTopic(dataDir);
  const { pageAddress } = await engine({ config });
  await open(page, pageAddress);
  const check = checks(page).getByRole('listitem').filter({ hasText: 'deaf (ntfy)' });
  await expect(check).toContainText('last message acknowledged: never');
  await check.getByRole('button', { name: 'Test deaf' }).click();
  await expect(check).toContainText('test message not sent');
});

test('what is wrong stands first, and is looked at again when asked', async ({ page, engine, exchange }) => {
  const paper = await exchange();
  const { pageAddress } = await engine({ config: { brokers: { demo: { kind: 'paper', url: paper.url } } } });
  await open(page, pageAddress);
  await expect(checks(page)).toContainText('demo answers in');
  paper.process.kill('SIGKILL');
  await checks(page).getByRole('button', { name: 'Look again' }).click();
  await expect(checks(page).getByRole('listitem').first()).toContainText("demo can't be read");
  await expect(checks(page)).toContainText(/Not ready: 1 wrong/);
});

for (const [colorScheme, width] of [
  ['light', 960],
  ['dark', 480],
] as const) {
  test.describe(`${colorScheme}, ${width} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 560 } });

    test('what was ready is not called so once the engine is gone', async ({ page, engine }, info) => {
      const running = await engine();
      await open(page, running.pageAddress);
      const verdict = checks(page).getByRole('status');
      await expect(verdict).toHaveText(/^(Ready|Not ready)/);
      await endProcess(running.process);
      await expect(checks(page).getByRole('note')).toHaveText(
        'The engine does not answer. This is as it was read before.',
        { timeout: 4_000 },
      );
      await expect(verdict).toHaveText('');
      await inspect(page, info, 'ready-no-engine');
    });
  });
}

async function inspect(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(lowContrast)).toEqual([]);
}
