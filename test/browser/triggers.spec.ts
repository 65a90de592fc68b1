import { expect } from '@playwright/test';
import { plate, settledMs, test } from './fixtures.ts';
import { inspect } from './inspect.ts';

const autoTriggerOn = [
  { event: 'PortfolioDrawdown', threshold: 0.25 },
  { event: 'MarginCall' },
  { event: 'DataFeedCorruption', maxAge: '10s' },
];

for (const [colorScheme, width] of [
  ['light', 960],
  ['dark', 960],
  ['light', 480],
] as const) {
  test.describe(`${colorScheme}, ${width} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 640 } });

    test('triggers show their numbers, kill, and want to be acknowledged in the reset', async ({
      page,
      engine,
      exchange,
    }, info) => {
      const paper = await exchange();
      const brokers = { demo: { kind: 'paper', url: paper.url } };
      const { pageAddress } = await engine({ config: { brokers, killSwitch: { autoTriggerOn } } });
      await page.goto(pageAddress);
      const triggers = page.getByRole('region', { name: 'Automatic triggers' });
      await expect(triggers).toContainText(/PortfolioDrawdown is clear: drawdown \d\.\d % of 25\.0 %/);
      await expect(triggers).toContainText('MarginCall is clear: no margin call');
      await inspect(page, info, 'triggers-clear');

      await paper.control('POST', 'shock', { fraction: -0.31 });
      await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
      await expect(triggers).toContainText(/PortfolioDrawdown holds: drawdown \d\d\.\d % ≥ 25\.0 %/);
      await inspect(page, info, 'triggers-hold');

      await page.getByRole('button', { name: 'Reset' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByLabel('Why is it safe to trade again?').fill('the loss is understood');
      await sheet.getByLabel('Type RESET').fill('RESET');
      const submit = sheet.getByRole('button', { name: 'Reset', exact: true });
      await expect(submit).toBeDisabled();
      await expect(sheet).toContainText('What still holds must be acknowledged by name.');
      await inspect(page, info, 'triggers-reset');
      await sheet.getByLabel('PortfolioDrawdown').check();
      await submit.click();
      await expect(plate(page)).toHaveText('ARMED');
      await expect(triggers).toContainText(/PortfolioDrawdown is clear: drawdown 0\.0 %/);
    });
  });
}
