import { expect, type Page } from '@playwright/test';
import { firingMs, holdMouse, plate, settledMs, test, withClosedMarket, withSlowVenue } from './fixtures.ts';

function sheet(page: Page) {
  const dialog = page.getByRole('dialog');
  return {
    dialog,
    reason: dialog.getByLabel('Why is it safe to trade again?'),
    word: dialog.getByLabel('Type RESET'),
    needs: (id: string) => dialog.locator(`li[data-met="false"]`, { hasText: id }),
    submit: dialog.getByRole('button', { name: 'Reset', exact: true }),
  };
}

async function killAndOpenSheet(page: Page, pageAddress: string) {
  await page.goto(pageAddress);
  await expect(plate(page)).toHaveText('ARMED');
  await expect(page.getByRole('button', { name: 'Reset' })).toHaveCount(0);
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLING');
  await page.getByRole('button', { name: 'Reset' }).click();
  return sheet(page);
}

test('a reset waits for the kill, a reason and the word; then the latch opens', async ({ page, engine, exchange }) => {
  const { pageAddress } = await withSlowVenue(exchange, engine);
  const { dialog, reason, word, needs, submit } = await killAndOpenSheet(page, pageAddress);
  await expect(needs('wait until every broker has settled')).toBeVisible();
  await reason.fill('prices checked by hand');
  await word.fill('RESET');
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await expect(submit).toBeEnabled();

  await reason.fill('ok');
  await expect(needs('A reason of at least')).toBeVisible();
  await expect(submit).toBeDisabled();
  await reason.fill('prices checked by hand');
  await word.fill('reset');
  await expect(needs('The word RESET')).toBeVisible();
  await expect(submit).toBeDisabled();
  await word.fill('RESET');
  await submit.click();
  await expect(dialog).toHaveCount(0);
  await expect(plate(page)).toHaveText('ARMED');
  await expect(page.getByText('Last reset by the page')).toContainText('prices checked by hand');
  await expect(page.getByRole('region', { name: 'Your kill' })).toHaveCount(0);
});

test('what is still open stands against it, by name and as it is now', async ({ page, engine, exchange }) => {
  const { paper, engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
  const { dialog, reason, word, needs, submit } = await killAndOpenSheet(page, running.pageAddress);
  await expect(plate(page)).toHaveText('KILLED · NOT FLAT', { timeout: settledMs });
  await expect(page.getByText('Not everything could be closed')).toBeVisible();
  await reason.fill('AAPL is kept until the open');
  await word.fill('RESET');
  await expect(needs('must be accepted by name')).toBeVisible();
  await expect(submit).toBeDisabled();

  await dialog.getByLabel('demo/AAPL@120').check();
  await expect(submit).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(plate(page)).toHaveText('KILLED · NOT FLAT', { timeout: settledMs });

  await paper.control('PUT', 'markets', { symbol: 'AAPL', open: true });
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
});

test('a residual that is accepted lets the reset through', async ({ page, engine, exchange }) => {
  const { engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
  const { dialog, reason, word, submit } = await killAndOpenSheet(page, running.pageAddress);
  await reason.fill('AAPL is kept until the open');
  await word.fill('RESET');
  await dialog.getByLabel('demo/AAPL@120').check();
  await submit.click();
  await expect(plate(page)).toHaveText('ARMED');
});

test('a refusal is shown in the engine’s words, with what stands against it', async ({ page, engine, exchange }) => {
  const { paper, engine: running } = await withClosedMarket(exchange, engine, 'AAPL');
  const { dialog, reason, word, submit } = await killAndOpenSheet(page, running.pageAddress);
  await reason.fill('AAPL is kept until the open');
  await word.fill('RESET');
  await dialog.getByLabel('demo/AAPL@120').check();
  await expect(submit).toBeEnabled();
  // On its way the acceptance gets lost: what the engine is asked is not what the page would have asked.
  await page.route('**/api/reset', (route) => {
    const { acceptResiduals: _, ...rest } = route.request().postDataJSON();
    return route.continue({ postData: JSON.stringify(rest) });
  });
  await submit.click();
  await expect(dialog.getByRole('alert')).toContainText('Not reset. demo: 120 AAPL is still held');
  await expect(plate(page)).toHaveText('KILLED · NOT FLAT', { timeout: settledMs });

  // A broker that stops answering is one more thing to accept: nobody can tell what is open there.
  await paper.control('POST', 'faults', { route: 'positions', fault: { kind: 'error', landed: false } });
  await expect(dialog.getByLabel('demo/*@unknown')).not.toBeChecked();
  await expect(submit).toBeDisabled();
});
