import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../src/engine/clock.ts';
import { type RunningEngine, StartRefused, startEngine } from '../../src/engine/start.ts';
import type { CheckInAnswer } from '../../src/shared/api/commands.ts';
import type { EngineState, Status } from '../../src/shared/api/state.ts';
import { call, callJson, until } from '../support/http.ts';

const hour = 3_600_000;

/** This machine's clocks, of which the test may set the one on the wall. */
let setByMs = 0;
const clock: Clock = { wallMs: () => Date.now() + setByMs, monotonicMs: () => performance.now() };

let dataDir: string;
let running: RunningEngine | null = null;
const bugs: unknown[] = [];

function configure(window: string): void {
  const config = { brokers: { demo: { kind: 'paper' } }, deadMan: { window } };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify(config));
}
async function start(): Promise<void> {
  const at = { dataDir, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  running = await startEngine(at, clock, (bug) => bugs.push(bug));
}
async function stop(): Promise<void> {
  await running?.close();
  running = null;
}
function engine(): RunningEngine {
  if (!running) throw new Error('not running');
  return running;
}
const token = (name: 'operator' | 'bot') => readFileSync(join(dataDir, `${name}.token`), 'utf8').trim();
const status = async () => (await callJson<Status>({ port: engine().devicePort, path: '/status' })).json;
const state = async () =>
  (await callJson<EngineState>({ port: engine().controlPort, path: '/api/state', token: token('operator') })).json;
const deadMan = async () => (await status()).deadMan;
const operator = (path: string, body?: unknown) =>
  callJson<Record<string, unknown>>({
    port: engine().controlPort,
    method: 'POST',
    path,
    token: token('operator'),
    headers: { 'x-scram-source': 'cli' },
    body,
  });
const checkIn = () => operator('/api/check-in');
const reset = (reason = 'back, and looked at everything') =>
  operator('/api/dead-man/reset', { reason, confirm: 'RESET' });

/** The rows of the journal's file as an auditor reads them. */
function riskEvents(kind: string): Record<string, unknown>[] {
  const journal = new DatabaseSync(join(dataDir, 'journal.db'), { readOnly: true });
  const rows = journal.prepare('SELECT source, reason, data FROM risk_events WHERE kind = ?').all(kind);
  journal.close();
  return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(String(data)) }));
}

/** The same, as soon as there are any: a row nobody waits for reaches the disk a little later. */
function written(kind: string): Promise<Record<string, unknown>[]> {
  return until(
    async () => riskEvents(kind),
    (rows) => rows.length > 0,
  );
}

/** A stream that has begun; `next` is the data of the next event of that name. */
async function openStream(port: number, path: string, bearer?: string) {
  const headers = bearer ? { authorization: `Bearer ${bearer}` } : {};
  const { body } = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  const chunks = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (name: string) => {
    for (;;) {
      const data = new RegExp(`event: ${name}\\ndata: (.*)\\n`).exec(text)?.[1];
      if (data !== undefined) return JSON.parse(data);
      const chunk = await chunks?.read();
      if (!chunk || chunk.done) throw new Error(`the stream ended before an event "${name}"`);
      text += chunk.value;
    }
  };
  await next('snapshot');
  return { next };
}

/** The clock comes to so many hours after the last start of the timer; until the engine has seen it. */
async function hoursLater(hours: number, wanted: string): Promise<void> {
  setByMs += hours * hour;
  await until(state, (now) => now.conditions.some(({ id }) => id === wanted), 5_000);
}

beforeEach(async () => {
  setByMs = 0;
  dataDir = mkdtempSync(join(tmpdir(), 'scram-dead-man-'));
  configure('24h');
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true });
  expect(bugs.splice(0)).toEqual([]);
});

describe("the dead man's switch", () => {
  it('begins with the first start, and a check-in begins it anew', async () => {
    const born = await deadMan();
    expect(born).toMatchObject({ state: 'ok', lastCheckIn: null });
    expect(Date.parse(born.deadline) - clock.wallMs()).toBeGreaterThan(23.9 * hour);
    setByMs += 7 * hour;
    expect(await deadMan()).toEqual(born);
    const answer = await checkIn();
    expect(answer).toMatchObject({ status: 200, json: { state: 'ok', journaled: true } });
    const { deadline, lastCheckIn } = answer.json as unknown as CheckInAnswer;
    expect(Date.parse(deadline) - Date.parse(lastCheckIn ?? '')).toBe(24 * hour);
    expect(Date.parse(deadline) - Date.parse(born.deadline)).toBeGreaterThan(6.9 * hour);
    const rows = await engine().engine.journal.page({ kind: 'CHECK_IN' });
    expect(rows).toMatchObject({ value: { rows: [{ source: 'cli', data: { from: '127.0.0.1', ageMs: 0 } }] } });
  });

  it('warns with the true remainder, is critical, and triggers: orders are refused, positions are left alone', async () => {
    await until(state, ({ brokers }) => brokers.every(({ asOf }) => asOf !== null));
    await hoursLater(20, 'dead_man_warning');
    const warned = (await state()).conditions.find(({ id }) => id === 'dead_man_warning');
    expect(warned).toMatchObject({ severity: 'warning', sentence: expect.stringContaining('Check in within 3 hours') });
    await hoursLater(3.3, 'dead_man_critical');
    const { conditions, brokers, trading } = await state();
    const sentence = "Dead man's switch critical. Check in within 41 minutes or all bots will be stopped.";
    expect(conditions.find(({ id }) => id === 'dead_man_critical')).toMatchObject({ severity: 'critical', sentence });
    expect(trading).toBe(true);
    setByMs += hour;
    // Not a moment later, whether or not the engine has looked at the clock since.
    const order = await call({ port: engine().devicePort, method: 'POST', path: '/order-check', body: {} });
    expect(JSON.parse(order.body)).toEqual({ decision: 'reject', reason: "dead man's switch triggered" });
    await hoursLater(0, 'dead_man_triggered');
    const triggered = await state();
    expect(triggered).toMatchObject({ state: 'armed', trading: false, reason: "dead man's switch triggered" });
    expect(triggered.brokers[0]?.positions.length).toBe(brokers[0]?.positions.length);
    expect(triggered.brokers[0]?.orders.length).toBe(brokers[0]?.orders.length);
  });

  it('fires on both streams and in the risk events', async () => {
    await checkIn();
    const { lastCheckIn } = await deadMan();
    const streams = await Promise.all([
      openStream(engine().devicePort, '/status/stream'),
      openStream(engine().controlPort, '/api/events', token('operator')),
    ]);
    await hoursLater(25, 'dead_man_triggered');
    for (const stream of streams) {
      const event = await stream.next('risk');
      expect(event).toEqual({
        kind: 'CIRCUIT_BREAKER_FIRED',
        source: 'dead_man_switch',
        lastCheckIn,
        elapsedMs: expect.any(Number),
      });
      expect(event.elapsedMs).toBeGreaterThanOrEqual(25 * hour);
    }
    expect(await written('CIRCUIT_BREAKER_FIRED')).toEqual([
      {
        source: 'dead_man_switch',
        reason: 'nobody checked in for 24 hours',
        data: { lastCheckIn, elapsedMs: expect.any(Number) },
      },
    ]);
  });

  it('takes no check-in once it has triggered; the reset wants a reason and the word', async () => {
    expect(await reset()).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
    await hoursLater(25, 'dead_man_triggered');
    const refused = await checkIn();
    expect(refused).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
    expect(JSON.stringify(refused.json)).toMatch(/no longer counts.*scram dead-man reset/);
    expect(await reset('ok')).toMatchObject({ status: 400, json: { error: { field: 'reason' } } });
    const unconfirmed = await operator('/api/dead-man/reset', { reason: 'looked at everything' });
    expect(unconfirmed).toMatchObject({ status: 400, json: { error: { field: 'confirm' } } });
    expect(await deadMan()).toMatchObject({ state: 'triggered' });
    expect(await reset()).toMatchObject({ status: 200, json: { state: 'ok' } });
    expect(await status()).toMatchObject({ trading: true, deadMan: { state: 'ok' } });
    expect((await state()).conditions).toEqual([]);
    const resets = await written('DEAD_MAN_RESET');
    expect(resets).toMatchObject([{ source: 'cli', reason: 'back, and looked at everything' }]);
    expect(await written('CHECK_IN_REFUSED')).toMatchObject([{ source: 'cli' }]);
  });

  it('is a latch of its own beside a kill: either needs its own reset', async () => {
    await hoursLater(25, 'dead_man_triggered');
    await engine().engine.kill({ source: 'cli', reason: 'a test', from: 'test' });
    expect(await status()).toMatchObject({ reason: 'kill switch engaged', deadMan: { state: 'triggered' } });
    await until(status, ({ flat }) => flat === true);
    expect(await operator('/api/reset', { reason: 'looked at it', confirm: 'RESET' })).toMatchObject({ status: 200 });
    expect(await status()).toMatchObject({ state: 'armed', reason: "dead man's switch triggered" });
    await reset();
    expect(await status()).toMatchObject({ trading: true });
  });

  it('is checked into by POST and the operator alone', async () => {
    const { controlPort: port } = engine();
    const path = '/api/check-in';
    expect((await call({ port, path, token: token('operator') })).status).toBe(404);
    expect((await call({ port, method: 'POST', path, token: token('bot') })).status).toBe(403);
    expect((await call({ port, method: 'POST', path })).status).toBe(401);
    expect(await deadMan()).toMatchObject({ lastCheckIn: null });
  });

  it('tells of a clock that jumps, until somebody checks in', async () => {
    await hoursLater(3, 'clock_jumped');
    expect(await written('CLOCK_JUMPED')).toMatchObject([{ data: { while: 'running' } }]);
    await checkIn();
    expect((await state()).conditions).toEqual([]);
  });
});

describe('over a restart', () => {
  it('the time goes on, and a longer window gives no more of it', async () => {
    const before = await deadMan();
    await stop();
    configure('48h');
    setByMs += 5 * hour;
    await start();
    expect(await deadMan()).toEqual(before);
    await checkIn();
    const { deadline, lastCheckIn } = await deadMan();
    expect(Date.parse(deadline) - Date.parse(lastCheckIn ?? '')).toBe(48 * hour);
  });

  it('a shorter window holds at once, also when a longer one comes after it', async () => {
    await stop();
    configure('6h');
    await start();
    const shorter = await deadMan();
    expect(Date.parse(shorter.deadline) - clock.wallMs()).toBeLessThan(6 * hour);
    await stop();
    rmSync(join(dataDir, 'dead-man.json'));
    configure('24h');
    await start();
    expect(await deadMan()).toEqual(shorter);
  });

  it.each([
    ['nothing', []],
    ['the kept file', ['dead-man.json']],
    ['the journal', ['journal.db', 'journal.db-wal', 'journal.db-shm']],
  ])(
    'a switch that has triggered stays so with %s lost and the clock set back, and fires no second time',
    async (_, lost) => {
      await checkIn();
      await hoursLater(25, 'dead_man_triggered');
      await until(
        async () => riskEvents('CIRCUIT_BREAKER_FIRED'),
        (rows) => rows.length === 1,
      );
      await stop();
      for (const name of lost) rmSync(join(dataDir, name), { force: true });
      setByMs = -3 * hour;
      await start();
      expect(await status()).toMatchObject({ trading: false, deadMan: { state: 'triggered' } });
      await until(state, (now) => now.conditions.some(({ id }) => id === 'clock_jumped'));
      const fired = riskEvents('CIRCUIT_BREAKER_FIRED').length;
      expect(fired).toBe(lost.includes('journal.db') ? 0 : 1);
      // Told to the new journal too, so that the file may be lost after this.
      await stop();
      rmSync(join(dataDir, 'dead-man.json'));
      await start();
      expect(await status()).toMatchObject({ trading: false, deadMan: { state: 'triggered' } });
      expect(await reset()).toMatchObject({ status: 200 });
    },
  );

  it('a kept file that is damaged is said to be, and the journal has it all', async () => {
    await checkIn();
    const before = await deadMan();
    await stop();
    writeFileSync(join(dataDir, 'dead-man.json'), '{"run":');
    await start();
    expect(await deadMan()).toEqual(before);
    expect(String(bugs.splice(0))).toContain('dead-man.json');
  });

  it('a window in the environment wins, and is refused in the same words as one in the file', async () => {
    await stop();
    process.env.SCRAM_DEADMAN_WINDOW = '2h';
    try {
      await start();
      expect((await state()).deadMan.windowMs).toBe(2 * hour);
      await stop();
      process.env.SCRAM_DEADMAN_WINDOW = '2 hours';
      const fault = await start().catch((error: unknown) => error);
      expect(fault).toBeInstanceOf(StartRefused);
      const { message } = (fault as StartRefused).failure;
      delete process.env.SCRAM_DEADMAN_WINDOW;
      configure('2 hours');
      const sameFault = await start().catch((error: unknown) => error);
      expect(message.replace('SCRAM_DEADMAN_WINDOW', '')).toBe(
        (sameFault as StartRefused).failure.message.replace(/^.*deadMan\.window/, ''),
      );
    } finally {
      delete process.env.SCRAM_DEADMAN_WINDOW;
    }
  });
});
