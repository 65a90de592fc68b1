import type { Page } from '@playwright/test';
import { hasChromium } from '../../test/support/chromium.ts';
import { startApp } from '../contenders/app.ts';
import { startBareNode } from '../contenders/bare-node.ts';
import { openBarePage } from '../contenders/bare-page.ts';
import { startEngine } from '../contenders/engine.ts';
import type { Bench, Findings } from '../lib/bench.ts';
import { figure, median, quantile, spread, timesFloor } from '../lib/stats.ts';
import { table } from '../lib/table.ts';
import { armedAfterMs, checkInSeenAfterMs } from './window/pages.ts';
import { measureRiskLog } from './window/risk-log.ts';
import { measureSize } from './window/size.ts';

/** The desktop app in front of an engine that runs: its tray, its window, and how soon it shows what the engine says. */
export async function measureWindow(bench: Bench): Promise<Findings> {
  const size = measureSize();
  if (!hasChromium) {
    bench.say('window: there is no Chromium here to open it in');
    return size;
  }
  const dataDir = bench.scratch.path('window');
  const engine = await startEngine(bench, { dataDir });
  const tray = await measureTray(bench, dataDir);
  const { app, stop } = await startApp(dataDir);
  try {
    const scram = await app.window();
    const bare = await openBarePage(scram);
    const opened = await inTurns(bench.pace.startRounds, { bare, scram }, armedAfterMs);
    bench.say('window: opened');
    const seen = await inTurns(bench.pace.changesSeen, { bare, scram }, checkInSeenAfterMs);
    bench.say('window: changes seen');
    return { ...tray, ...openedTable(opened), ...seenTable(seen), ...size, ...(await measureRiskLog(bench)) };
  } finally {
    await stop();
    await bench.children.stop(engine.process);
  }
}

interface InTurns {
  bare: number[];
  scram: number[];
}

/** One page and then the other, so that whatever else the machine does weighs on both. The first of each is not kept. */
async function inTurns(
  rounds: number,
  pages: Record<keyof InTurns, Page>,
  measure: (page: Page) => Promise<number>,
): Promise<InTurns> {
  const found: InTurns = { bare: [], scram: [] };
  for (let round = -1; round < rounds; round += 1) {
    for (const name of ['bare', 'scram'] as const) {
      // A page that lies behind the other is drawn no frames.
      await pages[name].bringToFront();
      const ms = await measure(pages[name]);
      if (round >= 0) found[name].push(ms);
    }
  }
  return found;
}

async function measureTray(bench: Bench, dataDir: string): Promise<Findings> {
  const found = { floor: [] as number[], tray: [] as number[], armed: [] as number[] };
  for (let round = -1; round < bench.pace.startRounds; round += 1) {
    const floor = await startBareNode(bench);
    await bench.children.stop(floor.process);
    const { trayAfterMs, armedAfterMs: armedMs, stop } = await startApp(dataDir);
    await stop();
    if (round < 0) continue;
    found.floor.push(floor.armedAfterMs);
    found.tray.push(trayAfterMs);
    found.armed.push(armedMs);
  }
  bench.say('window: tray');
  const row = (what: string, own: number[]) => [what, spread(own), timesFloor(own, found.floor)];
  return {
    tray: table(
      ['from the start of the process to', 'ms', '÷ bare Node'],
      [
        row('an answer from bare Node with an HTTP server', found.floor),
        row('the icon in the tray', found.tray),
        row('the icon says ARMED', found.armed),
      ],
    ),
  };
}

function openedTable({ bare, scram }: InTurns): Findings {
  const row = (what: string, own: number[]) => [what, spread(own), timesFloor(own, bare)];
  const head = ['from the navigation to the frame that says ARMED', 'ms', '÷ bare page'];
  return { window: table(head, [row('bare page', bare), row('Scram’s window', scram)]) };
}

function seenTable({ bare, scram }: InTurns): Findings {
  const row = (what: string, own: number[]) => {
    const p99 = quantile(own, 0.99);
    return [what, figure(median(own)), figure(p99), timesFloor(own, bare), `${figure(p99 / quantile(bare, 0.99))}×`];
  };
  const head = [
    'from the check-in to the frame that shows it',
    'p50, ms',
    'p99, ms',
    '÷ bare page',
    '÷ bare page, p99',
  ];
  return { 'change seen': table(head, [row('bare page', bare), row('Scram’s window', scram)]) };
}
