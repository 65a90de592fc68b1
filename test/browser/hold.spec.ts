import { expect, type Page } from '@playwright/test';
import { firingMs, goTo, holdButton, holdMouse, part, plate, settledMs, test, withSlowVenue } from './fixtures.ts';

/** Every kill that leaves the page. */
function killsSent(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/kill') sent.push(request.postData() ?? '');
  });
  return sent;
}

test('a hold that is let go too early fires nothing, by mouse and by keyboard, and one held to its end does', async ({
  page,
  engine,
}) => {
  const { pageAddress } = await engine();
  const sent = killsSent(page);
  await page.clock.install();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  // From here the page's time goes on only when told to.
  await page.clock.pauseAt(Date.now() + 1_000);
  const bar = page.getByRole('progressbar', { name: 'held' });
  const howFar = () => bar.evaluate((element: HTMLProgressElement) => element.value);

  await holdButton(page).hover();
  await page.mouse.down();
  await page.clock.runFor(600);
  await expect(page.getByText('keep holding')).toBeVisible();
  expect(await howFar()).toBeCloseTo(0.5, 1);
  await page.clock.runFor(590);
  await page.mouse.up();
  await expect(page.getByText('keep holding')).toBeHidden();
  expect(await howFar()).toBe(0);
  await expect(page.getByText('not sent: hold it longer')).toBeVisible();

  await holdButton(page).focus();
  for (const key of ['Space', 'Enter']) {
    await page.keyboard.down(key);
    await page.clock.runFor(1_190);
    await page.keyboard.up(key);
    await page.clock.runFor(1_190);
  }
  await page.keyboard.down('Space');
  await page.clock.runFor(1_190);
  await page.getByLabel('Reason, if there is time').focus();
  await page.clock.runFor(1_190);
  await page.keyboard.up('Space');
  // Partial holds do not add up to one, and what was let go does not fire later.
  expect(sent).toEqual([]);
  await expect(plate(page)).toHaveText('ARMED');

  await holdButton(page).hover();
  await page.mouse.down();
  await page.clock.runFor(1_210);
  await expect.poll(() => sent).toEqual(['{}']);
});

test('a hold fires once: KILLING, then KILLED · FLAT when the engine says so, and the log has it', async ({
  page,
  engine,
  exchange,
  complaints,
}) => {
  const { pageAddress } = await withSlowVenue(exchange, engine);
  const sent = killsSent(page);
  await page.goto(pageAddress);
  await expect(page.getByText('the whole account at every broker')).toBeVisible();
  await page.getByLabel('Reason, if there is time').fill('prices look wrong');
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLING');
  await expect(page.getByText('The engine took your kill')).toBeVisible();
  await expect(page.getByText('Pulled by the page')).toContainText('prices look wrong');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  // A busy machine may let it be sent again; it says the same then, and stays one kill.
  expect([...new Set(sent)]).toEqual(['{"reason":"prices look wrong"}']);

  const progress = page.getByRole('region', { name: 'The kill' });
  await expect(progress.getByText('0 of 5 orders open')).toBeVisible();
  await expect(progress.getByText('0 of 6 positions open')).toBeVisible();
  await expect(part(page, 'Brokers')).toContainText('0 positions · 0 orders');
  await goTo(page, 'Kills');
  const line = part(page, 'Liquidation log').getByRole('listitem');
  await expect(line).toHaveCount(1);
  await expect(line).toContainText('flat, settled after');
  await expect(line).toContainText('prices look wrong');
  expect(complaints).toEqual([]);
});

test('what can’t hold, such as a screen reader, activates twice; once is forgotten', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  const sent = killsSent(page);
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  const button = page.locator('.hold');
  const activate = () => button.evaluate((element: HTMLButtonElement) => element.click());
  await activate();
  await expect(button).toHaveText('activate again to kill');
  await expect(page.getByRole('status').filter({ hasText: 'Activate it once more to kill.' })).toHaveCount(1);
  // After eight seconds of its own accord.
  await expect(button).toHaveText('hold to kill');
  await activate();
  await expect(button).toHaveText('activate again to kill');
  expect(sent).toEqual([]);
  await activate();
  await expect.poll(() => sent).toEqual(['{}']);
});

test('Space held fires as well', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await holdButton(page).focus();
  await page.keyboard.down('Space');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await page.keyboard.up('Space');
});

test('a finger held fires as well', async ({ browser, engine }) => {
  const { pageAddress } = await engine();
  const page = await (await browser.newContext({ hasTouch: true })).newPage();
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  const box = await holdButton(page).boundingBox();
  const devtools = await page.context().newCDPSession(page);
  const touchPoints = [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }];
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await page.waitForTimeout(firingMs);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
});

test('a kill that the journal did not take is said so', async ({ page, engine }) => {
  const { pageAddress } = await engine();
  // The one answer that can't be had from a healthy engine; all else here is the engine's own.
  await page.route('**/api/kill', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), journaled: false } });
  });
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await holdMouse(page, firingMs);
  await expect(page.getByText('It was not in the journal by then.')).toBeVisible();
});
