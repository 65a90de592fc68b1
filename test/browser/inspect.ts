import { expect, type Page, type TestInfo } from '@playwright/test';
import { lowContrast } from './contrast.ts';

/** A picture for the eye, and what an eye should not have to look for: text too faint to read, and a page too wide. */
export async function inspect(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(lowContrast)).toEqual([]);
}
