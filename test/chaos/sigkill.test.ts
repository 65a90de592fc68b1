import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { JournalVerdict } from '../../src/shared/api/journal.ts';
import type { Status } from '../../src/shared/api/state.ts';
import { call, callJson, until } from '../support/http.ts';
import { type EngineProcess, startEngineProcess, startPaperProcess } from '../support/processes.ts';
import { randomFrom } from '../support/random.ts';

/**
 * Real processes: an engine that is SIGKILLed at a random moment of a kill, over and over, beside a paper exchange 50 ms away, so that
 * orders land which nobody is left to hear of. `SCRAM_CHAOS_POINTS` (200) and `SCRAM_CHAOS_SEED` repeat or enlarge a run.
 */
const points = Number(process.env.SCRAM_CHAOS_POINTS ?? 200);
const seed = Number(process.env.SCRAM_CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** A point takes a second, five of them side by side, and about as many more may be wanted for phases that chance has missed. */
const withinMs = 300_000 + points * 3_000;
/** Lanes mostly wait for quiet windows, so several fit on two cores. */
const lanes = 5;
/** Every phase must have been hit so often, or the run proves nothing about it. */
const leastHits = 5;
/** Points added for phases that chance has missed. */
const extraPoints = 150;

/** Where a kill was when the process died, judged by what was on the disk and at the exchange. */
const phases = ['unheard', 'engaged', 'at work', 'confirming', 'holding'] as const;
type Phase = (typeof phases)[number];

/**
 * When to strike, to hit a phase more often than not, milliseconds: for `unheard` from the signal's first byte, for the others
 * from the moment at which the flag file stands, so that a busy machine doesn't shift them.
 */
const aim: Record<Phase, [number, number]> = {
  unheard: [0, 4],
  engaged: [0, 12],
  'at work': [12, 300],
  confirming: [300, 2_200],
  holding: [2_300, 2_900],
};

interface Lane {
  dataDir: string;
  paperUrl: string;
  engine: EngineProcess;
}

describe('an engine that is SIGKILLed in the middle of a kill', () => {
  it(`is latched again, gets flat and has a whole journal, ${points} times (seed ${seed})`, {
    timeout: withinMs,
  }, async () => {
    const random = randomFrom(seed);
    const hits = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;
    let left = points;
    let extra = extraPoints;
    const next = (): Phase | null => {
      const rarest = phases.toSorted((a, b) => hits[a] - hits[b])[0] ?? 'at work';
      if (left > 0) {
        left -= 1;
        return phases[Math.floor(random() * phases.length)] ?? rarest;
      }
      if (hits[rarest] >= leastHits || extra === 0) return null;
      extra -= 1;
      return rarest;
    };
    await Promise.all(
      Array.from({ length: lanes }, async (_, index) => {
        // Half the venues can't say "reduce only": there the engine alone keeps an order from going through zero.
        const paper = await startPaperProcess(paperArgs(index));
        const dataDir = mkdtempSync(join(tmpdir(), 'scram-chaos-'));
        mkdirSync(dataDir, { recursive: true });
        const config = { brokers: { demo: { kind: 'paper', url: paper.url } } };
        writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
        const lane: Lane = { dataDir, paperUrl: paper.url, engine: await startEngineProcess(dataDir) };
        for (let target = next(); target !== null; target = next()) hits[await strike(lane, target, random())] += 1;
        await lane.engine.kill();
        await paper.kill();
        rmSync(dataDir, { recursive: true });
      }),
    );
    console.log(`seed ${seed}; hits by phase: ${JSON.stringify(hits)}`);
    for (const phase of phases) expect(hits[phase], `hits in phase "${phase}"`).toBeGreaterThanOrEqual(leastHits);
  });
});

function paperArgs(index: number): string[] {
  const book = ['--positions', '7', '--orders', '5', '--latency', '50ms', '--seed', String(index + 1)];
  return index % 2 === 0 ? book : [...book, '--no-reduce-only'];
}

/** One kill, one SIGKILL near `target`, one restart; every promise is checked. */
async function strike(lane: Lane, target: Phase, chance: number): Promise<Phase> {
  const { dataDir } = lane;
  await readBook(lane);
  const [from, to] = aim[target];
  const delayMs = from + chance * (to - from);
  const answer = signal(lane.engine);
  if (target !== 'unheard') await flagAppears(dataDir);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  await lane.engine.kill();
  const traded = await hasTraded(lane);
  const acknowledged = (await answer) !== null;
  const flagged = existsSync(join(dataDir, 'KILLED'));
  const rows = rowsOnDisk(dataDir);
  const phase = phaseOf(flagged, rows, traded, await isFlat(lane));

  lane.engine = await startEngineProcess(dataDir);
  if (acknowledged || flagged || rows.fired) {
    const what = `${delayMs} ms towards ${target}, hit ${phase}`;
    expect(await status(lane.engine), `gate open after a kill: ${what}`).toMatchObject({ trading: false });
    // A journal that needs seconds to open on a busy machine shuts the gate first, and engages when it can be read.
    await until(
      () => status(lane.engine),
      ({ state }) => state !== 'armed',
    );
  }
  // Whoever got no answer sends again, as every client and device does.
  await signal(lane.engine);
  await until(
    () => status(lane.engine),
    ({ state, flat }) => state === 'killed' && flat === true,
  );
  expect(await isFlat(lane), `flat at the exchange ${delayMs} ms towards ${target}, hit ${phase}`).toBe(true);
  const ledger = await callPaper<{ crossings: unknown[] }>(lane, 'GET', '/control/ledger');
  expect(ledger.crossings, `crossed zero ${delayMs} ms towards ${target}, hit ${phase}`).toEqual([]);
  const verdict = await operator<JournalVerdict>(lane.engine, 'GET', '/api/journal/verify');
  expect(verdict, `chain ${delayMs} ms towards ${target}, hit ${phase}`).toMatchObject({ ok: true });

  const reset = { reason: 'the test goes on', confirm: 'RESET' };
  await operator(lane.engine, 'POST', '/api/reset', reset);
  await until(
    () => status(lane.engine),
    ({ state }) => state === 'armed',
  );
  await callPaper(lane, 'POST', '/control/reset');
  return phase;
}

/** Watched from this process without a pause, so that a strike can follow at once. */
async function flagAppears(dataDir: string): Promise<void> {
  const path = join(dataDir, 'KILLED');
  const giveUpMs = performance.now() + 10_000;
  while (!existsSync(path) && performance.now() < giveUpMs) await new Promise((resolve) => setTimeout(resolve, 1));
}

interface Rows {
  fired: boolean;
  settled: boolean;
}

/** What the journal's file itself says of the latest kill, read by nobody of ours. */
function rowsOnDisk(dataDir: string): Rows {
  const database = new DatabaseSync(join(dataDir, 'journal.db'), { readOnly: true });
  const lastReset = database.prepare("SELECT max(seq) AS seq FROM journal WHERE kind = 'RESET'").get()?.seq ?? 0;
  const kinds = database.prepare('SELECT DISTINCT kind FROM journal WHERE seq > ?').all(lastReset);
  database.close();
  const has = (kind: string) => kinds.some((row) => row.kind === kind);
  return { fired: has('KILL_FIRED'), settled: has('KILL_SETTLED') };
}

function phaseOf(flagged: boolean, rows: Rows, traded: boolean, flat: boolean): Phase {
  if (rows.settled) return 'holding';
  if (!traded) return rows.fired || flagged ? 'engaged' : 'unheard';
  return flat ? 'confirming' : 'at work';
}

async function signal(engine: EngineProcess): Promise<unknown> {
  const body = { reason: 'chaos' };
  return call({ port: engine.devicePort, method: 'POST', path: '/kill', token: engine.botToken, body }).catch(
    () => null,
  );
}

async function status(engine: EngineProcess): Promise<Status> {
  return (await callJson<Status>({ port: engine.devicePort, path: '/status' })).json;
}

async function operator<T>(engine: EngineProcess, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await callJson<T>({ port: engine.controlPort, method, path, token: engine.operatorToken, body });
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.json)}`).toBe(200);
  return answer.json;
}

/** Until the engine knows the account, a kill is another one: it has no sizes to act on at once. */
async function readBook(lane: Lane): Promise<void> {
  const known = () => operator<{ brokers: { positions: unknown[] }[] }>(lane.engine, 'GET', '/api/state');
  await until(known, ({ brokers }) => (brokers[0]?.positions.length ?? 0) > 0);
}

async function callPaper<T>(lane: Lane, method: string, path: string): Promise<T> {
  return (await callJson<T>({ port: Number(new URL(lane.paperUrl).port), method, path })).json;
}

async function isFlat(lane: Lane): Promise<boolean> {
  const orders = await callPaper<unknown[]>(lane, 'GET', '/v1/orders');
  const positions = await callPaper<unknown[]>(lane, 'GET', '/v1/positions');
  return orders.length === 0 && positions.length === 0;
}

/** Whether anything has been filled yet; asked at once after the death, and the control plane answers without latency. */
async function hasTraded(lane: Lane): Promise<boolean> {
  return (await callPaper<{ fills: unknown[] }>(lane, 'GET', '/control/ledger')).fills.length > 0;
}
