import { defineConfig } from '@playwright/test';
import { chromiumPath } from './test/support/chromium.ts';

const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

/** `playwright test`: a real engine and a real Chromium for every test, each with a data folder and ports of its own. */
export default defineConfig({
  testDir: 'test/browser',
  globalSetup: './test/browser/build.ts',
  outputDir: 'out/playwright',
  timeout: 180_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: jsonReport === undefined ? 'list' : [['list'], ['json', { outputFile: jsonReport }]],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath },
    viewport: { width: 960, height: 640 },
    trace: 'retain-on-failure',
  },
});
