import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineState, Status } from '../../src/shared/api/state.ts';
import { type FakeTime, fakeTime, hasFakeTime } from '../support/fake-time.ts';
import { callJson, until } from '../support/http.ts';
import { type EngineProcess, startEngineProcess } from '../support/processes.ts';

/** The dead man's switch of a real process, whose clock is set ahead and back, which is stopped, frozen and killed. */
interface Desk {
  time: FakeTime;
  engine(): EngineProcess;
  start(): Promise<void>;
  kill(): Promise<void>;
  rows(kind: string): Record<string, unknown>[];
}

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const endings: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function build(window: string): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'scram-clock-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const config = { brokers: { demo: { kind: 'paper' } }, deadMan: { window } };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
  const time = fakeTime(folder);
  let running: EngineProcess | null = null;
  const desk: Desk = {
    time,
    engine() {
      if (!running) throw new Error('not running');
      return running;
    },
    async start() {
      running = await startEngineProcess(dataDir, [], time.by);
    },
    async kill() {
      await running?.kill();
      running = null;
    },
    rows(kind) {
      const journal = new DatabaseSync(join(dataDir, 'journal.db'), { readOnly: true });
      const found = journal.prepare('SELECT data FROM journal WHERE kind = ?').all(kind);
      journal.close();
      return found.map(({ data }) => JSON.parse(String(data)));
    },
  };
  endings.push(desk.kill);
  await desk.start();
  return desk;
}

const status = (desk: Desk) => async () =>
  (await callJson<Status>({ port: desk.engine().devicePort, path: '/status' })).json;
const deadManState = async (desk: Desk) => (await status(desk)()).deadMan.state;
const becomes = (desk: Desk, state: Status['deadMan']['state'], withinMs = 5_000) =>
  until(status(desk), ({ deadMan }) => deadMan.state === state, withinMs);

function operator<T>(desk: Desk, method: string, path: string, body?: unknown) {
  const { controlPort: port, operatorToken: token } = desk.engine();
  return callJson<T>({ port, method, path, token, body });
}
const checkIn = (desk: Desk) => operator(desk, 'POST', '/api/check-in');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!hasFakeTime)('the clock of a running engine', () => {
  test('set ahead and back again: what has been counted stays counted, and a check-in begins anew', async () => {
    const desk = await build('1h');
    desk.time.set(51 * minute);
    await becomes(desk, 'warning');
    const seen = await until(
      async () => (await operator<EngineState>(desk, 'GET', '/api/state')).json.conditions.map(({ id }) => id),
      (ids) => ids.includes('clock_jumped'),
    );
    expect(seen).toContain('dead_man_warning');
    const [jump] = desk.rows('CLOCK_JUMPED');
    expect(Number(jump?.jumpMs) / 60_000).toBeCloseTo(51, 1);
    desk.time.set(0);
    await pause(1_500);
    expect(await deadManState(desk)).toBe('warning');
    expect(await checkIn(desk)).toMatchObject({ status: 200 });
    expect(await deadManState(desk)).toBe('ok');
    desk.time.set(61 * minute);
    await becomes(desk, 'triggered');
    desk.time.set(-5 * hour);
    await pause(1_500);
    expect(await status(desk)()).toMatchObject({ trading: false, deadMan: { state: 'triggered' } });
    expect(await checkIn(desk)).toMatchObject({ status: 409 });
  });

  test('set back gives no time', async () => {
    const desk = await build('6s');
    const startedMs = performance.now();
    await pause(1_000);
    desk.time.set(-10 * hour);
    await becomes(desk, 'triggered', 8_000);
    expect(performance.now() - startedMs).toBeLessThan(7_000);
  });
});

describe.skipIf(!hasFakeTime)('an engine that does not run', () => {
  test('loses time by a clock set ahead, and gains none by one that is set back, whenever it was killed', async () => {
    const desk = await build('1h');
    desk.time.set(51 * minute);
    await until(
      async () => desk.rows('DEAD_MAN_WARNING'),
      (rows) => rows.length === 1,
    );
    await desk.kill();
    desk.time.set(-20 * hour);
    await desk.start();
    expect(await deadManState(desk)).toBe('warning');
    await until(
      async () => desk.rows('CLOCK_JUMPED'),
      (rows) => rows.some((row) => row.while === 'stopped' && Number(row.jumpMs) < 0),
    );
    await desk.kill();
    desk.time.set(2 * hour);
    await desk.start();
    // Of the very first answer: no order passes while it finds out.
    expect(await status(desk)()).toMatchObject({ trading: false, reason: "dead man's switch triggered" });
    await until(
      async () => desk.rows('CIRCUIT_BREAKER_FIRED'),
      (rows) => rows.length === 1,
    );
    await desk.kill();
    desk.time.set(-20 * hour);
    await desk.start();
    expect(await deadManState(desk)).toBe('triggered');
  });

  test('is not checked in by being started', async () => {
    const desk = await build('8s');
    const startedMs = performance.now();
    let starts = 0;
    while ((await deadManState(desk)) !== 'triggered') {
      expect(performance.now() - startedMs).toBeLessThan(11_000);
      await pause(500);
      await desk.kill();
      await desk.start();
      starts += 1;
    }
    expect(starts).toBeGreaterThan(2);
    expect(performance.now() - startedMs).toBeGreaterThan(7_900);
  });

  test('and was frozen, as by a sleep, lets no order pass when it wakes up too late', async () => {
    const desk = await build('5s');
    await pause(1_000);
    desk.engine().child.kill('SIGSTOP');
    await pause(5_000);
    const port = desk.engine().devicePort;
    const early = callJson({ port, method: 'POST', path: '/order-check', body: {} });
    desk.engine().child.kill('SIGCONT');
    expect((await early).json).toEqual({ decision: 'reject', reason: "dead man's switch triggered" });
  });
});
