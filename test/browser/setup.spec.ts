import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { JournalPage } from '../../src/shared/api/journal.ts';
import type { DesktopApi, DesktopState } from '../../src/shared/desktop.ts';
import { lowContrast } from './contrast.ts';
import { firingMs, goTo, holdMouse, plate, settledMs, test } from './fixtures.ts';
import { endProcess, type RunningEngine } from './processes.ts';

const base = {
  brokers: { demo: { kind: 'paper' } },
  bots: { grid: { kind: 'flag-file' } },
  deadMan: { window: '24h' },
};

const fileIn = async (dataDir: string) => JSON.parse(await readFile(join(dataDir, 'config.json'), 'utf8'));
const bar = (page: Page): Locator => page.getByRole('region', { name: 'Changes' });
const waiting = (page: Page): Locator => page.getByRole('region', { name: 'Waits for a restart' });
const sheet = (page: Page): Locator => page.getByRole('dialog');
const section = (page: Page, title: string): Locator =>
  page.locator('.setup > details').filter({ has: page.getByText(title, { exact: true }) });

async function openSetup(page: Page, { pageAddress }: RunningEngine, title: string): Promise<Locator> {
  await page.goto(pageAddress);
  await goTo(page, 'Setup');
  await section(page, title).locator('summary').first().click();
  return section(page, title);
}

async function save(page: Page, reason?: string): Promise<void> {
  await bar(page).getByRole('button', { name: 'Review…' }).click();
  if (reason !== undefined)
    await sheet(page)
      .getByLabel(/takes away/)
      .fill(reason);
  await sheet(page).getByRole('button', { name: 'Save' }).click();
}

test('a change is shown in words before it is saved, and one that takes protection away waits for a reason', async ({
  page,
  engine,
  dataDir,
  complaints,
}) => {
  const running = await engine({ config: base });
  const checkIn = await openSetup(page, running, 'Check-in');
  await expect(bar(page)).toContainText('Nothing is changed.');
  await checkIn.getByLabel('Window').fill('48h');
  await expect(bar(page)).toContainText('1 change, which loosens.');
  // What was typed is still there after a look elsewhere.
  await goTo(page, 'Now');
  await goTo(page, 'Setup');
  await bar(page).getByRole('button', { name: 'Review…' }).click();
  await expect(sheet(page).getByRole('listitem').first()).toHaveText('dead man’s window 24h → 48h loosens');
  const saves = sheet(page).getByRole('button', { name: 'Save' });
  await expect(saves).toBeDisabled();
  await sheet(page)
    .getByLabel(/takes away/)
    .fill('because');
  await expect(saves).toBeDisabled();
  await sheet(page)
    .getByLabel(/takes away/)
    .fill('away for a long weekend');
  expect((await fileIn(dataDir)).deadMan.window).toBe('24h');
  await saves.click();
  await expect(bar(page)).toContainText(`Saved in ${join(dataDir, 'config.json')}.`);
  expect((await fileIn(dataDir)).deadMan.window).toBe('48h');
  await expect(waiting(page)).toContainText('dead man’s window 24h → 48h');
  const headers = { authorization: `Bearer ${running.operatorToken}` };
  const rows = await fetch(new URL('/api/journal?kind=CONFIG_CHANGED', running.pageAddress), { headers });
  expect(((await rows.json()) as JournalPage).rows).toMatchObject([
    { source: 'window', reason: 'away for a long weekend', data: { settings: ['deadMan'] } },
  ]);

  await endProcess(running.process);
  await engine({ controlPort: running.controlPort });
  await expect(waiting(page)).toHaveCount(0);
  await expect(section(page, 'Check-in')).toContainText('48h without a check-in');
  expect(complaints).toEqual([]);
});

test('a fault stands at its setting with the remedy, and nothing is saved until it is mended', async ({
  page,
  engine,
}) => {
  const triggers = await openSetup(page, await engine({ config: base }), 'Triggers');
  await triggers.getByLabel(/Fires when the equity has fallen/).check();
  const threshold = triggers.getByLabel('Threshold');
  await threshold.fill('25');
  await expect(threshold).toHaveAttribute('aria-invalid', 'true');
  await expect(threshold).toHaveAccessibleDescription(/Threshold must be a fraction between 0 and 1: 0.25 is 25 %/);
  await expect(bar(page)).toContainText('killSwitch.autoTriggerOn.0.threshold must be a fraction');
  await expect(bar(page).getByRole('button', { name: 'Review…' })).toBeDisabled();
  await threshold.fill('0.');
  await threshold.pressSequentially('25');
  await expect(threshold).toHaveValue('0.25');
  await expect(bar(page)).toContainText('1 change.');
  await bar(page).getByRole('button', { name: 'Discard' }).click();
  await expect(bar(page)).toContainText('Nothing is changed.');
});

test('a broker is added by its kind, and its keys go one way', async ({ page, engine, dataDir }) => {
  const brokers = await openSetup(page, await engine({ config: base }), 'Brokers');
  await brokers.getByLabel('Kind').selectOption('alpaca');
  await brokers.getByLabel('Name').fill('main');
  await brokers.getByRole('button', { name: 'Add broker' }).click();
  const main = brokers.getByRole('region', { name: 'main alpaca' });
  await expect(main.getByLabel('Key ID', { exact: true })).toHaveValue('main-key-id');
  await main.getByRole('button', { name: 'Enter Secret key' }).click();
  const entry = main.getByLabel('Secret key, the secret itself');
  await expect(entry).toHaveAttribute('type', 'password');
  await entry.fill('s3cr3t-of-mine');
  await main.getByRole('button', { name: 'Keep it' }).click();
  await expect(main.getByText('Kept.')).toBeVisible();
  expect(JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'))).toEqual({
    'main-secret-key': 's3cr3t-of-mine',
  });
  expect(await page.content()).not.toContain('s3cr3t-of-mine');
  await save(page);
  await expect(bar(page)).toContainText('Saved in');
  // Of the two keys one has been entered.
  await expect(main.getByText('The engine that runs finds nothing there.')).toHaveCount(1);
  expect(await fileIn(dataDir)).toEqual({
    ...base,
    brokers: {
      ...base.brokers,
      main: { kind: 'alpaca', keyId: { secret: 'main-key-id' }, secretKey: { secret: 'main-secret-key' } },
    },
  });
});

test('while a kill is engaged nothing is taken away, in the engine’s words; what was to go can stay', async ({
  page,
  engine,
  dataDir,
}) => {
  await page.goto((await engine({ config: base })).pageAddress);
  await holdMouse(page, firingMs);
  await expect(plate(page)).toHaveText('KILLED · FLAT', { timeout: settledMs });
  await goTo(page, 'Setup');
  const bots = section(page, 'Bots');
  await bots.locator('summary').first().click();
  await bots.getByRole('button', { name: 'Remove grid' }).click();
  await save(page, 'the bot is no longer used');
  await expect(sheet(page).getByRole('alert')).toContainText('Not saved. A switch is engaged');
  await page.keyboard.press('Escape');
  await bots.getByRole('button', { name: 'Keep grid' }).click();
  await expect(bar(page)).toContainText('Nothing is changed.');
  expect(await fileIn(dataDir)).toEqual(base);
});

test('a file that was changed by hand meanwhile is not overwritten: the change is laid over it', async ({
  page,
  engine,
  dataDir,
}) => {
  const checkIn = await openSetup(page, await engine({ config: base }), 'Check-in');
  await checkIn.getByLabel('Window').fill('12h');
  const byHand = { ...base, engine: { hosts: ['mine.example'] } };
  await writeFile(join(dataDir, 'config.json'), JSON.stringify(byHand));
  await save(page);
  await expect(sheet(page).getByRole('alert')).toContainText('has been changed since it was read');
  expect(await fileIn(dataDir)).toEqual(byHand);
  await expect(waiting(page)).toContainText('further host names none → mine.example');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(bar(page)).toContainText('Saved in');
  expect(await fileIn(dataDir)).toEqual({ ...byHand, deadMan: { window: '12h' } });
});

test('by keyboard alone, to a saved change', async ({ page, engine, dataDir }) => {
  await page.goto((await engine({ config: base })).pageAddress);
  await goTo(page, 'Setup');
  await expect(bar(page)).toBeVisible();
  const press = async (key: string, until: Locator): Promise<void> => {
    for (let tries = 0; tries < 40; tries++) {
      await page.keyboard.press(key);
      if (await until.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    }
    throw new Error(`${key} never led to ${until}`);
  };
  await press('Tab', section(page, 'Check-in').locator('summary'));
  await page.keyboard.press('Enter');
  await press('Tab', page.getByLabel('Window'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1h');
  await press('Shift+Tab', bar(page).getByRole('button', { name: 'Review…' }));
  await page.keyboard.press('Enter');
  await press('Tab', sheet(page).getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await expect(bar(page)).toContainText('Saved in');
  expect((await fileIn(dataDir)).deadMan.window).toBe('1h');
});

test('what belongs to the desktop: a combination that is taken says so, and each thing its cost', async ({
  page,
  engine,
}) => {
  await page.addInitScript(desktopDouble);
  const desktop = await openSetup(page, await engine({ config: base }), 'Desktop');
  await expect(desktop).toContainText('Ctrl+Alt+Shift+K is listened for');
  await expect(desktop.getByText('Keep this machine awake')).toContainText('costs battery');
  await expect(desktop).toContainText('The system shows none of them');
  await desktop.getByRole('textbox', { name: 'Combination' }).fill('CommandOrControl+C');
  await desktop.getByRole('button', { name: 'Apply' }).click();
  await expect(desktop.getByRole('textbox', { name: 'Combination' })).toHaveAccessibleDescription(/Ctrl\+C is taken/);
  await desktop.getByLabel('Both within').fill('9');
  await desktop.getByRole('button', { name: 'Apply' }).click();
  await expect(desktop.getByRole('alert')).toHaveText('hotkey.withinMs: must be from 300 to 5000 ms');
  await desktop.getByLabel('Both within').fill('1500');
  await desktop.getByLabel(/Kill by a combination/).uncheck();
  const apply = desktop.getByRole('button', { name: 'Apply' });
  await expect(apply).toBeDisabled();
  await desktop.getByLabel(/one way less to kill/).fill('its keys are in the way');
  await apply.click();
  await expect(desktop).toContainText('It is off: no key kills.');
  await desktop.getByLabel(/Start at login/).check();
  await expect(desktop).toContainText('The app starts when you log in.');
});

test('the desktop app restarts the engine where it started it, and says so when it does not come back', async ({
  page,
  engine,
}) => {
  await page.addInitScript(desktopDouble);
  const checkIn = await openSetup(page, await engine({ config: base }), 'Check-in');
  await checkIn.getByLabel('Window').fill('12h');
  await save(page);
  await waiting(page).getByRole('button', { name: 'Restart the engine…' }).click();
  await expect(sheet(page)).toContainText('nothing guards the accounts');
  await sheet(page).getByRole('button', { name: 'Restart' }).click();
  await expect(sheet(page).getByRole('alert')).toContainText('It has ended and is not up again.');
});

for (const [colorScheme, width, height] of [
  ['light', 960, 640],
  ['dark', 480, 560],
] as const) {
  test.describe(`${colorScheme}, ${width} × ${height}`, () => {
    test.use({ colorScheme, viewport: { width, height } });

    test('every form can be read, and has a name for each of its fields', async ({ page, engine }, info) => {
      await page.addInitScript(desktopDouble);
      await page.goto((await engine({ config: everything })).pageAddress);
      await goTo(page, 'Setup');
      const rows = page.locator('.setup > details > summary');
      await expect(rows).toHaveCount(9);
      for (const row of await rows.all()) await row.click();
      await page.screenshot({ path: info.outputPath('setup.png'), fullPage: true });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      expect(await page.evaluate(lowContrast)).toEqual([]);
      const fields = page.locator('.setup').locator('input, select, textarea');
      expect(await fields.count()).toBeGreaterThan(40);
      expect(
        await fields.evaluateAll((all) =>
          all
            .filter((each) => (each as HTMLInputElement).labels?.length === 0)
            .map((each) => each.getAttribute('aria-label')),
        ),
      ).not.toContain(null);
    });
  });
}

/** One of each, so that each has its form. */
const everything = {
  ...base,
  brokers: { demo: { kind: 'paper' }, main: { kind: 'alpaca', keyId: { secret: 'a' }, secretKey: { env: 'B' } } },
  bots: {
    grid: { kind: 'command', halt: ['systemctl', 'stop', 'bot'] },
    hook: { kind: 'webhook', baseUrl: 'http://127.0.0.1:1', key: { secret: 'hook' } },
  },
  alerts: { slack: { webhookUrl: { secret: 's' } }, telegram: { token: { secret: 't' }, chatId: 7 } },
  devices: { '1a2b3c4d': { name: 'desk button', key: { secret: 'd' }, paths: ['wifi'] } },
  peers: { vm: { url: 'http://127.0.0.1:1', key: { secret: 'p' } } },
  killSwitch: { autoTriggerOn: [{ event: 'DataFeedCorruption', maxAge: '10s' }] },
  watchdog: { url: { secret: 'w' } },
};

/** Runs in the page: what the preload gives, as a system would answer on which one combination is taken. */
function desktopDouble(): void {
  let state: DesktopState = {
    settings: {
      hotkey: { enabled: true, accelerator: 'CommandOrControl+Alt+Shift+K', presses: 2, withinMs: 1_500 },
      keepAwake: false,
    },
    hotkey: 'active',
    keys: 'Ctrl+Alt+Shift+K',
    login: 'off',
    notifications: false,
    canRestart: true,
  };
  const api: DesktopApi = {
    state: async () => state,
    async changeSettings(settings) {
      if (settings.hotkey.withinMs < 300) {
        return { ok: false, message: 'hotkey.withinMs: must be from 300 to 5000 ms' };
      }
      const { reason, ...kept } = settings;
      if (!kept.hotkey.enabled && reason === undefined) return { ok: false, message: 'reason: must be given' };
      const given = kept.hotkey.accelerator.endsWith('+C') ? 'taken' : 'active';
      const keys = kept.hotkey.accelerator.replace('CommandOrControl', 'Ctrl');
      state = { ...state, settings: kept, keys, hotkey: kept.hotkey.enabled ? given : 'off' };
      return { ok: true, state };
    },
    async launchAtLogin(wanted) {
      state = { ...state, login: wanted ? 'on' : 'off' };
      return { ok: true, state };
    },
    restartEngine: async () => ({ ok: false, message: 'It has ended and is not up again.' }),
    onPlace: () => () => {},
  };
  window.scramDesktop = api;
}
