import type { Page } from '@playwright/test';
import { startApp } from '../../contenders/app.ts';
import { startEngine } from '../../contenders/engine.ts';
import type { Bench, Findings } from '../../lib/bench.ts';
import { writeLongJournal } from '../../lib/long-journal.ts';
import { spread, timesFloor } from '../../lib/stats.ts';
import { table } from '../../lib/table.ts';
import { within } from '../../lib/wait.ts';
import { patience } from '../../limits.ts';

/** Fits into a few answers of the engine: what the long one is measured against. */
const shortRows = 1_000;

interface Found {
  openedMs: number[];
  jumpedMs: number[];
}

/** The risk log in the app's window, over a long journal and a short one. */
export async function measureRiskLog(bench: Bench): Promise<Findings> {
  const { journalRows } = bench.pace;
  const short = await measureLog(bench, shortRows);
  const long = await measureLog(bench, journalRows);
  bench.say('window: risk log');
  const lines = (rows: number, { openedMs, jumpedMs }: Found) => {
    const of = `${rows.toLocaleString('en')} rows`;
    return [
      [`${of}, opened`, spread(openedMs), timesFloor(openedMs, short.openedMs)],
      [`${of}, jump to the middle`, spread(jumpedMs), timesFloor(jumpedMs, short.jumpedMs)],
    ];
  };
  const head = ['to the frame with every row in sight', 'ms', `÷ ${shortRows.toLocaleString('en')} rows`];
  return { 'risk log': table(head, [...lines(shortRows, short), ...lines(journalRows, long)]) };
}

async function measureLog(bench: Bench, rows: number): Promise<Found> {
  const dataDir = bench.scratch.path(`log-${rows}`);
  writeLongJournal(dataDir, rows);
  const engine = await startEngine(bench, { dataDir });
  const { app, stop } = await startApp(dataDir);
  try {
    const page = await app.window();
    const found: Found = { openedMs: [], jumpedMs: [] };
    for (let round = -1; round < bench.pace.startRounds; round += 1) {
      const openedMs = await openLog(page);
      const jumpedMs = await jumpToMiddle(page);
      if (round < 0) continue;
      found.openedMs.push(openedMs);
      found.jumpedMs.push(jumpedMs);
    }
    return found;
  } finally {
    await stop();
    await bench.children.stop(engine.process);
  }
}

/** From the change of the address; the log was left before. */
async function openLog(page: Page): Promise<number> {
  await page.evaluate(() => {
    location.hash = '#/now';
  });
  await page.waitForSelector('table.log', { state: 'detached' });
  return untilRows(page, 'open');
}

function jumpToMiddle(page: Page): Promise<number> {
  return untilRows(page, 'jump');
}

/** To the frame in which the rows in sight are other ones than before and have all been read. */
function untilRows(page: Page, what: 'open' | 'jump'): Promise<number> {
  const shownMs = page.evaluate((begin) => {
    const first = () => document.querySelector('table.log tbody tr')?.getAttribute('aria-rowindex') ?? '';
    const before = first();
    const isThere = () => first() !== '' && first() !== before && !document.querySelector('table.log tbody .quiet');
    const startedMs = performance.now();
    const scroller = document.querySelector('table.log tbody');
    if (begin === 'open') location.hash = '#/risk';
    else scroller?.scrollTo({ top: scroller.scrollHeight / 2, behavior: 'instant' });
    return new Promise<number>((resolve) => {
      const look = () => (isThere() ? resolve(performance.now() - startedMs) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    });
  }, what);
  return within(shownMs, patience.pageMs, `the risk log after its ${what}`);
}
