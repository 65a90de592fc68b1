import { expect } from '@playwright/test';
import { firingMs, holdMouse, plate, settledMs, test } from './fixtures.ts';
import { endProcess } from './processes.ts';

test('an engine that is killed takes its state off the page, and gives it back when it starts again', async ({
  page,
  engine,
}) => {
  const first = await engine();
  await page.goto(first.pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await endProcess(first.process);
  await expect(plate(page)).toHaveText('NO ENGINE', { timeout: 4_000 });
  await expect(page).toHaveTitle('NO ENGINE · Scram');
  await expect(page.getByText('when it was ARMED')).toBeVisible();
  await expect(page.getByRole('note')).toContainText('It may have changed since.');
  await expect(page.getByRole('button', { name: 'hold to send a kill' })).toBeEnabled();

  await engine({ controlPort: first.controlPort });
  await expect(plate(page)).toHaveText('ARMED');
  await expect(page.getByRole('note')).toHaveCount(0);
});

test('the answer to a kill that was reset does not come back when the engine goes', async ({ page, engine }) => {
  const running = await engine();
  await page.goto(running.pageAddress);
  await holdMouse(page, firingMs);
  const note = page.getByRole('region', { name: 'Your kill' });
  await expect(note).toContainText('The engine took your kill');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await page.getByRole('button', { name: 'Reset' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Why is it safe to trade again?').fill('prices checked, feed is back');
  await sheet.getByLabel('Type RESET').fill('RESET');
  await sheet.getByRole('button', { name: 'Reset', exact: true }).click();
  await expect(plate(page)).toHaveText('ARMED');
  await endProcess(running.process);
  await expect(plate(page)).toHaveText('NO ENGINE', { timeout: 4_000 });
  await expect(note).toHaveCount(0);
});

test('a frozen engine is as good as none, and a kill that it leaves unanswered is sent until it is answered', async ({
  page,
  engine,
}) => {
  const running = await engine();
  await page.goto(running.pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  running.process.kill('SIGSTOP');
  await holdMouse(page, firingMs);
  const note = page.getByRole('region', { name: 'Your kill' });
  await expect(note).toContainText('The engine has not answered yet.');
  await expect(plate(page)).toHaveText('NO ENGINE', { timeout: 4_000 });
  await expect(note).toContainText('It is not known whether your kill arrived.');
  running.process.kill('SIGCONT');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await expect(note).toContainText('The engine took your kill');
});

test('a kill survives the engine: after a restart the page shows it again, by the engine’s word', async ({
  page,
  engine,
}) => {
  const first = await engine();
  await page.goto(first.pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await endProcess(first.process);
  await expect(plate(page)).toHaveText('NO ENGINE', { timeout: 4_000 });
  await expect(page.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  await engine({ controlPort: first.controlPort });
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
});
