import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { signedFrame } from '../support/button.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';
import { test } from './fixtures.ts';

test('a button is shown with the age of each path, and a silent one says so before it is trusted', async ({
  page,
  engine,
  dataDir,
}) => {
  const button = { name: 'desk button', key: { secret: 'desk' }, paths: ['wifi'] };
  const other = { name: 'spare button', key: { secret: 'desk' }, paths: ['wifi'] };
  await writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ desk: twinSecret }), { mode: 0o600 });
  const { pageAddress } = await engine({
    config: { brokers: { demo: { kind: 'paper' } }, devices: { [twinDevice]: button, '0badcafe': other } },
  });
  const { devicePort } = JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8'));
  await page.goto(pageAddress);
  const links = page.getByRole('region', { name: 'Links' });
  await expect(links.getByText('desk button')).toBeVisible();
  await expect(links.getByText('WiFi not heard yet · switch unknown')).toHaveCount(2);
  const { body, mac } = signedFrame({ counter: 5, type: 'H', level: 0 });
  const headers = { 'content-type': 'text/plain', 'x-kill-token': `v1.${mac}` };
  await fetch(`http://127.0.0.1:${devicePort}/heartbeat`, { method: 'POST', body, headers });
  await expect(links.getByText(/WiFi [\d.]+ m?s ago · switch closed/)).toBeVisible();
  await expect(links.getByText('silent on every path')).toBeVisible({ timeout: 20_000 });
  await expect(links.getByRole('group').first()).toContainText('spare button');
});
