import { expect, type Page } from '@playwright/test';
import { firingMs, holdMouse, openRow, plate, settledMs, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

const reason = 'looked at this bot';
const bots = {
  grid: { kind: 'flag-file' },
  momentum: { kind: 'command', halt: ['true'], check: ['echo', 'halted'] },
  maker: { kind: 'command', halt: ['false'], check: ['echo', 'running'], deadline: '1s' },
};
const config = { brokers: { demo: { kind: 'paper' } }, bots };
const region = (page: Page) => page.getByRole('region', { name: 'Bots' });
const bot = (page: Page, name: string) => region(page).getByRole('article', { name });

test('a resume waits for the reset and a reason, and then lets the bot go', async ({ page, engine, complaints }) => {
  const { pageAddress } = await engine({ config: { brokers: config.brokers, bots: { grid: bots.grid } } });
  await page.goto(pageAddress);
  await openRow(region(page));
  await expect(bot(page, 'grid')).toContainText('not checked');
  await expect(region(page).getByRole('button')).toHaveCount(0);
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await expect(bot(page, 'grid')).toContainText('told to halt, not confirmed');
  await bot(page, 'grid').getByRole('button', { name: 'Resume grid' }).click();
  const sheet = page.getByRole('dialog');
  const submit = sheet.getByRole('button', { name: 'Resume', exact: true });
  await sheet.getByLabel('Why may it trade again?').fill(reason);
  await expect(submit).toBeDisabled();
  await expect(sheet).toContainText('missing: The kill switch is reset.');
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Reset…' }).click();
  await sheet.getByLabel('Why is it safe to trade again?').fill('looked at everything');
  await sheet.getByLabel('Type RESET').fill('RESET');
  await sheet.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(plate(page)).toHaveText('ARMED');
  await expect(bot(page, 'grid')).toContainText('kill switch engaged');
  await bot(page, 'grid').getByRole('button', { name: 'Resume grid' }).click();
  await sheet.getByLabel('Why may it trade again?').fill(reason);
  await submit.click();
  await expect(bot(page, 'grid')).not.toContainText('held since');
  await expect(region(page).getByRole('button')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 960, height: 640 },
    { width: 480, height: 560 },
  ]) {
    test.describe(`${colorScheme}, ${viewport.width} × ${viewport.height}`, () => {
      test.use({ colorScheme, viewport });

      test('bots in every state, the worst first', async ({ page, engine }, info) => {
        const { pageAddress } = await engine({ config });
        await page.goto(pageAddress);
        await openRow(region(page));
        await expect(bot(page, 'maker')).toContainText('running');
        await holdMouse(page, firingMs);
        await expect(bot(page, 'maker')).toContainText('not halted');
        await expect(region(page).getByRole('article').first()).toContainText('maker');
        // What has a fault moves to the top.
        const sections = page.getByRole('region').and(page.locator('[aria-label=Bots], [aria-label=Brokers]'));
        await expect(sections.first()).toHaveAccessibleName('Bots');
        await inspect(page, info, 'bots');
        await bot(page, 'grid').getByRole('button').click();
        await inspect(page, info, 'resume');
      });
    });
  }
}
