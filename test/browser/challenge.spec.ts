import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { lowContrast } from './contrast.ts';
import { plate, settledMs, test } from './fixtures.ts';

/** Nothing listens there: the code is the engine's own, and needs no Telegram to be shown. */
const baseUrl = 'http://127.0.0.1:9';

for (const [colorScheme, width] of [
  ['light', 960],
  ['dark', 480],
] as const) {
  test.describe(`${colorScheme}, ${width} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 640 } });

    test('the reset sheet shows a code for Telegram, another one each time', async ({
      page,
      engine,
      dataDir,
    }, info) => {
      const telegram = { token: { secret: 'bot' }, chatId: 7, allowedUserIds: [7], baseUrl };
      await writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ bot: '110201543:a-token-that-no-bot-has' }));
      const config = { brokers: { demo: { kind: 'paper' } }, alerts: { telegram } };
      const { pageAddress, operatorToken } = await engine({ config });
      await page.goto(pageAddress);
      const headers = { authorization: `Bearer ${operatorToken}` };
      await fetch(new URL('/api/kill', pageAddress), { method: 'POST', headers });
      await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
      await page.getByRole('button', { name: 'Reset' }).click();
      const sheet = page.getByRole('dialog');
      const ask = sheet.getByRole('button', { name: 'Code for a reset in Telegram' });
      const shown = sheet.getByRole('status');
      await ask.click();
      await expect(shown).toHaveText(/^\d{4} \d{4}, works once, until /);
      const first = await shown.textContent();
      await page.screenshot({ path: info.outputPath('challenge.png') });
      expect(await page.evaluate(lowContrast)).toEqual([]);
      await ask.click();
      await expect(shown).not.toHaveText(first ?? '');
    });
  });
}

test('there is no such code where Telegram takes no commands', async ({ page, engine }) => {
  const { pageAddress, operatorToken } = await engine();
  await page.goto(pageAddress);
  const headers = { authorization: `Bearer ${operatorToken}` };
  await fetch(new URL('/api/kill', pageAddress), { method: 'POST', headers });
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(page.getByRole('dialog').getByLabel('Type RESET')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Code for a reset in Telegram' })).toHaveCount(0);
});
