import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Locator, type Page } from '@playwright/test';
import {
  type EngineOptions,
  endProcess,
  type PaperExchange,
  type RunningEngine,
  startEngine,
  startPaperExchange,
} from './processes.ts';

interface Fixtures {
  dataDir: string;
  /** Starts an engine on the test's folder; it ends with the test, if not before. */
  engine: (options?: Omit<EngineOptions, 'dataDir'>) => Promise<RunningEngine>;
  exchange: (args?: readonly string[]) => Promise<PaperExchange>;
  /** Complaints of the browser, such as a breach of the page's policy. */
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it that no other fixture is wanted.
  dataDir: async ({}, use) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'scram-browser-'));
    await use(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  },
  engine: async ({ dataDir }, use) => {
    await withProcesses(async (started) => {
      await use(async (options) => started(await startEngine({ dataDir, ...options })));
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  exchange: async ({}, use) => {
    await withProcesses(async (started) => {
      await use(async (args) => started(await startPaperExchange(args)));
    });
  },
  complaints: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.exposeFunction('notePolicyBreach', (directive: string) =>
      complaints.push(`policy breach: ${directive}`),
    );
    await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
      notePolicyBreach(event.violatedDirective + ' ' + event.sourceFile));`);
    await use(complaints);
  },
});

async function withProcesses(run: (started: <T extends { process: ChildProcess }>(one: T) => T) => Promise<void>) {
  const all: ChildProcess[] = [];
  await run((one) => {
    all.push(one.process);
    return one;
  });
  for (const child of all) await endProcess(child);
}

/** The plate's word. */
export function plate(page: Page): Locator {
  return page.getByRole('heading', { level: 1 });
}

export function holdButton(page: Page): Locator {
  return page.getByRole('button', { name: /hold/ });
}

/** Holds the mouse down on the button for a while. */
export async function holdMouse(page: Page, durationMs: number): Promise<void> {
  await holdButton(page).hover();
  await page.mouse.down();
  await page.waitForTimeout(durationMs);
  await page.mouse.up();
}

/** A row of the page Now, by the name of its part: `Brokers`. */
export function part(page: Page, name: string): Locator {
  return page.getByRole('region', { name });
}

/** Opens what a row has behind its sentence. */
export async function openRow(within: Locator): Promise<void> {
  await within.locator('summary').first().click();
}

export async function goTo(page: Page, title: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title }).click();
}

/** Long enough for a settled kill on a machine that is busy with other things. */
export const settledMs = 30_000;

/** A little more than the 1.2 s that fire. */
export const firingMs = 1_500;
/** A broker that takes its time, so that a kill can be seen at work. */
export async function withSlowVenue(exchange: Fixtures['exchange'], engine: Fixtures['engine']) {
  const { url } = await exchange(['--latency', '1s']);
  return engine({ config: { brokers: { demo: { kind: 'paper', url } } } });
}

/** A broker with one instrument that can't be closed, because its market is shut, and a short deadline. */
export async function withClosedMarket(exchange: Fixtures['exchange'], engine: Fixtures['engine'], symbol: string) {
  const paper = await exchange();
  await paper.control('PUT', 'markets', { symbol, open: false });
  const config = { brokers: { demo: { kind: 'paper', url: paper.url } }, engine: { flattenDeadline: '5s' } };
  return { paper, engine: await engine({ config }) };
}

/** A code as "scram token" gets one. */
export async function freshCode({ pageAddress, operatorToken }: RunningEngine): Promise<string> {
  const headers = { authorization: `Bearer ${operatorToken}` };
  const response = await fetch(new URL('/api/session/code', pageAddress), { method: 'POST', headers });
  return ((await response.json()) as { code: string }).code;
}
