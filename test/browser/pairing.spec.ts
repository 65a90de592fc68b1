import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { signedFrame } from '../support/button.ts';
import { buildTwin, Twin } from '../support/twin.ts';
import { goTo, plate, test } from './fixtures.ts';

test('a button is paired over WiFi, is heard, renamed, and retired with a reason', async ({
  page,
  engine,
  dataDir,
}) => {
  const running = await engine();
  await page.goto(running.pageAddress);
  await goTo(page, 'Setup');
  const buttons = page.locator('.setup > details').filter({ has: page.getByText('Buttons', { exact: true }) });
  await buttons.locator('summary').first().click();
  await buttons.getByLabel(/^WiFi:/).check();
  await buttons.getByRole('form', { name: 'Pair a button' }).getByLabel('Name').fill('desk button');
  await buttons.getByRole('button', { name: 'Pair' }).click();
  const paired = buttons.getByRole('region', { name: 'Pair a button' });
  await expect(paired).toContainText('desk button is paired');
  const lines = await paired.getByLabel('Lines for secrets.h').inputValue();
  const [, id = ''] = /kDeviceId = "([0-9a-f]{8})"/.exec(lines) ?? [];
  const [, secret = ''] = /kDeviceSecret = "([0-9a-f]{64})"/.exec(lines) ?? [];
  await expect(paired).toContainText('It is not heard yet.');

  const { body, mac } = signedFrame({ device: id, counter: 5, type: 'H', level: 0 }, secret);
  const headers = { 'content-type': 'text/plain', 'x-kill-token': `v1.${mac}` };
  const { devicePort } = JSON.parse(await readFile(join(dataDir, 'engine.json'), 'utf8'));
  await fetch(`http://127.0.0.1:${devicePort}/heartbeat`, { method: 'POST', body, headers });
  await expect(paired).toContainText(/It is heard: .*switch closed/);
  await paired.getByRole('button', { name: 'Done' }).click();
  expect(await page.content()).not.toContain(secret);

  const button = buttons.getByRole('region', { name: 'Button desk button' });
  await button.getByLabel('Name').fill('kitchen button');
  await button.getByRole('button', { name: 'Rename' }).click();
  const renamed = buttons.getByRole('region', { name: 'Button kitchen button' });
  await renamed.getByRole('button', { name: 'Retire kitchen button…' }).click();
  const sheet = page.getByRole('dialog');
  await expect(sheet.getByRole('button', { name: 'Retire' })).toBeDisabled();
  await sheet.getByLabel(/no longer needed/).fill('lost on a train');
  await sheet.getByRole('button', { name: 'Retire' }).click();
  await expect(buttons).toContainText(`kitchen button (${id}) is retired`);
});

test('a button is paired over its cable, is heard, and kills', async ({ page, engine, dataDir }) => {
  buildTwin();
  const folder = await mkdtemp(join(dataDir, 'twin-'));
  const twin = await Twin.start({ folder, secret: null });
  try {
    await page.goto((await engine()).pageAddress);
    await goTo(page, 'Setup');
    const buttons = page.locator('.setup > details').filter({ has: page.getByText('Buttons', { exact: true }) });
    await buttons.locator('summary').first().click();
    const form = buttons.getByRole('form', { name: 'Pair a button' });
    await form.getByLabel('Name').fill('desk button');
    await form.getByLabel('Serial port').fill(twin.usbPath);
    await form.getByRole('button', { name: 'Pair' }).click();
    const paired = buttons.getByRole('region', { name: 'Pair a button' });
    await expect(paired).toContainText('desk button is paired');
    await expect(paired.getByLabel('Lines for secrets.h')).toHaveCount(0);
    await expect(paired).toContainText(/It is heard: USB .*switch closed/);
    await twin.do('throw');
    await expect(plate(page)).toHaveText(/^KILL/);
  } finally {
    await twin.stop();
  }
});

test('no board at the cable is said with what to do', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await goTo(page, 'Setup');
  const buttons = page.locator('.setup > details').filter({ has: page.getByText('Buttons', { exact: true }) });
  await buttons.locator('summary').first().click();
  await buttons.getByRole('textbox', { name: 'Serial port' }).fill('/nowhere/tty');
  await buttons.getByRole('button', { name: 'Pair' }).click();
  await expect(buttons.getByRole('alert')).toContainText('Not paired.');
});
