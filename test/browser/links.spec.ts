import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { signedFrame } from '../support/button.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';
import { plate, settledMs, test } from './fixtures.ts';

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

test('the reset says beforehand that a switch is thrown, and waits for it', async ({ page, engine, dataDir }, info) => {
  const button = { name: 'desk button', key: { secret: 'desk' }, paths: ['wifi'] };
  await writeFile(join(dataDir, 'secrets.json'), JSON.stringify({ desk: twinSecret }), { mode: 0o600 });
  const { pageAddress } = await engine({
    config: { brokers: { demo: { kind: 'paper' } }, devices: { [twinDevice]: button } },
  });
  const { devicePort } = JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8'));
  const send = async (frame: Parameters<typeof signedFrame>[0], path: string) => {
    const { body, mac } = signedFrame(frame);
    const headers = { 'content-type': 'text/plain', 'x-kill-token': `v1.${mac}` };
    await fetch(`http://127.0.0.1:${devicePort}${path}`, { method: 'POST', body, headers });
  };
  await page.goto(pageAddress);
  await send({ counter: 5, type: 'K', level: 1 }, '/kill');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await page.getByRole('button', { name: 'Reset' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Why is it safe to trade again?').fill('prices checked, feed is back');
  await sheet.getByLabel('Type RESET').fill('RESET');
  await expect(sheet).toContainText('The switch of desk button is thrown: close it first.');
  await expect(sheet.getByRole('button', { name: 'Reset', exact: true })).toBeDisabled();
  await page.screenshot({ path: info.outputPath('reset-thrown.png') });
  await send({ counter: 6, type: 'R', level: 0 }, '/heartbeat');
  await expect(sheet).toContainText('The switch of desk button is closed.');
  await sheet.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(plate(page)).toHaveText('ARMED');
});
