import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { BrokerDesk } from '../../src/engine/flatten/broker-desk.ts';
import { defaultFlattenLimits } from '../../src/engine/flatten/limits.ts';
import type { Status } from '../../src/shared/api/state.ts';
import { type Alpaca, startAlpaca } from '../support/alpaca/alpaca.ts';
import { alpacaFolder } from '../support/alpaca/engine.ts';
import { startSourceEngine } from '../support/alpaca/engine-process.ts';
import { alpacaBroker, alpacaSeed, crossingsAt } from '../support/brokers/alpaca-stage.ts';
import { DeskScene } from '../support/brokers/desk-scene.ts';
import { call, callJson, until } from '../support/http.ts';

/** Nothing is left, nothing went through zero, and the venue refused no call for being one too many. */
async function checkFlat(alpaca: Alpaca): Promise<void> {
  const { positions, orders, tooMany } = await alpaca.state();
  expect({ positions, orders, tooMany }).toEqual({ positions: {}, orders: [], tooMany: 0 });
  expect(await crossingsAt(alpaca)).toBe(0);
}

/** A venue of its own for each test; what `later` is given is undone when it ends, the last first. */
async function venue(
  settings: Parameters<typeof startAlpaca>[0],
  run: (alpaca: Alpaca, later: (undo: () => unknown) => void) => Promise<void>,
): Promise<void> {
  const alpaca = await startAlpaca(settings);
  const steps: (() => unknown)[] = [alpaca.stop];
  try {
    await run(alpaca, (undo) => steps.unshift(undo));
  } finally {
    for (const undo of steps) await undo();
  }
}

describe.concurrent('an engine that dies in the middle of a kill', () => {
  test.each([5, 40, 120])('after %i ms, gets flat when it starts again', (strikeMs) =>
    venue({ answerMs: 20, fillMs: 40, fillRatio: '0.5' }, async (alpaca, later) => {
      await alpaca.seed(alpacaSeed);
      const dataDir = alpacaFolder({ baseUrl: alpaca.url });
      later(() => rmSync(dataDir, { recursive: true }));
      const first = await startSourceEngine(dataDir);
      later(first.kill);
      await until(async () => (await alpaca.state()).calls.includes('GET /v2/positions'), Boolean);
      const { devicePort: port, botToken: token } = first;
      const press = { port, method: 'POST', path: '/kill', token, body: { reason: 'by hand' } };
      const pressed = call(press).catch(() => null);
      await until(async () => (await alpaca.state()).calls.includes('DELETE /v2/orders'), Boolean);
      await new Promise((resolve) => setTimeout(resolve, strikeMs));
      await first.kill();
      await pressed;
      const second = await startSourceEngine(dataDir);
      later(second.kill);
      const status = async () => (await callJson<Status>({ port: second.devicePort, path: '/status' })).json;
      await until(status, ({ state, flat }) => state === 'killed' && flat === true, 90_000);
      await checkFlat(alpaca);
    }),
  );
});

describe.concurrent('two engines on one account', () => {
  test.each([
    ['of one press', ['20260101-000000-aaaaaa', '20260101-000000-aaaaaa']],
    ['that know nothing of each other', ['20260101-000000-aaaaaa', '20260101-000000-bbbbbb']],
  ])('%s get flat together, and sell nothing twice', (_, killIds) =>
    venue({ fillMs: 60 }, async (alpaca, later) => {
      await alpaca.seed(alpacaSeed);
      const desks = killIds.map(() => {
        const [broker, onChange] = [alpacaBroker(alpaca), () => undefined];
        return new BrokerDesk({ broker, clock: systemClock, limits: defaultFlattenLimits, record: onChange, onChange });
      });
      for (const desk of desks) later(() => desk.stop());
      for (const desk of desks) desk.start();
      await until(async () => desks.every((desk) => desk.latest().reading !== null), Boolean);
      for (const [nth, desk] of desks.entries()) desk.engage(killIds[nth] ?? '');
      await until(async () => desks.every((desk) => desk.current()?.isFlat()), Boolean, 90_000);
      await checkFlat(alpaca);
    }),
  );
});

describe.concurrent('the venue’s budget', () => {
  test('is kept when more is to be closed than it allows: the rest is closed by one call', () =>
    venue({ requestsPerMinute: 80 }, async (alpaca, later) => {
      const symbols = Array.from({ length: 150 }, (_, nth) => `S${nth}`);
      await alpaca.seed({ positions: Object.fromEntries(symbols.map((symbol) => [symbol, '3'])) });
      const broker = alpacaBroker(alpaca);
      later(broker.dispose);
      await broker.open();
      await broker.read();
      const closes = symbols.map((symbol) =>
        broker.close({ symbol, side: 'sell', quantity: '3', clientOrderId: `scram-test-${symbol}` }),
      );
      const limited = (await Promise.all(closes)).filter(
        (answer) => 'because' in answer && answer.because === 'rate_limited',
      );
      expect(limited).toEqual([]);
      await until(async () => Object.keys((await alpaca.state()).positions).length === 0, Boolean);
      const { calls, fills } = await alpaca.state();
      const bulk = calls.filter((each) => each === 'DELETE /v2/positions').length;
      expect(bulk).toBeGreaterThan(0);
      expect(bulk).toBeLessThanOrEqual(3);
      expect(fills).toHaveLength(150);
      const last = await broker.findOrder('scram-test-S149', 'S149');
      expect(last).toMatchObject({ ok: true, value: { clientOrderId: 'scram-test-S149', filledQuantity: '3' } });
      await checkFlat(alpaca);
    }));

  test('leaves room to say flat, though it does not allow a close for each position', () =>
    venue({ answerMs: 20, fillMs: 100 }, async (alpaca, later) => {
      const symbols = Array.from({ length: 260 }, (_, nth) => `S${nth}`);
      await alpaca.seed({ positions: Object.fromEntries(symbols.map((symbol) => [symbol, '3'])) });
      const scene = new DeskScene(alpacaBroker(alpaca));
      later(() => scene.end());
      await scene.hasRead();
      scene.kill();
      // A minute is the venue's: without room for readings they would have to wait for the next.
      await scene.reaches((flatten) => flatten.isFlat(), 45_000);
      const { calls } = await alpaca.state();
      const bulk = calls.filter((each) => each === 'DELETE /v2/positions').length;
      expect(bulk).toBeGreaterThan(0);
      expect(bulk).toBeLessThanOrEqual(3);
      const held = scene.events.filter(
        (event) =>
          event.kind === 'CLOSE_ANSWERED' && 'because' in event.data.answer && event.data.answer.because === 'held',
      );
      expect(held).toEqual([]);
      await checkFlat(alpaca);
    }));

  test('spent by a bot, is seen: readings wait unless there is a kill, and a refusal is not asked again', () =>
    venue({ requestsPerMinute: 60 }, async (alpaca, later) => {
      await alpaca.seed(alpacaSeed);
      const [bot, ours] = [alpacaBroker(alpaca), alpacaBroker(alpaca)];
      for (const broker of [bot, ours]) later(broker.dispose);
      await ours.open();
      await ours.read();
      for (let nth = 0; nth < 16; nth++) await bot.findOrder(`bot-${nth}`, 'AAPL');
      await ours.findOrder('scram-test', 'AAPL');
      const { calls } = await alpaca.state();
      expect(await ours.read()).toMatchObject({ ok: false, words: expect.stringContaining('budget') });
      expect((await alpaca.state()).calls).toHaveLength(calls.length);
      expect(await ours.cancelAll()).toMatchObject({ kind: 'accepted' });
      expect(await ours.read()).toMatchObject({ ok: true });
      const busy = { kind: 'status', status: 429, body: { message: 'rate limit exceeded' } } as const;
      await alpaca.fault('GET', '/v2/orders:by', busy);
      expect(await ours.findOrder('scram-test', 'AAPL')).toMatchObject({ ok: false, retryAfterMs: expect.any(Number) });
      const before = (await alpaca.state()).calls.length;
      expect(await ours.cancelAll()).toMatchObject({ kind: 'refused', because: 'rate_limited' });
      expect((await alpaca.state()).calls).toHaveLength(before);
    }));

  test('spent by a bot, leaves a kill that has nothing to cancel the reading that its closes wait for', () =>
    venue({ requestsPerMinute: 60 }, async (alpaca, later) => {
      await alpaca.seed({ positions: { AAPL: '10', NVDA: '5' } });
      const [bot, ours] = [alpacaBroker(alpaca), alpacaBroker(alpaca)];
      later(bot.dispose);
      const quiet = () => undefined;
      const limits = defaultFlattenLimits;
      const desk = new BrokerDesk({ broker: ours, clock: systemClock, limits, record: quiet, onChange: quiet });
      later(() => desk.stop());
      await ours.open();
      await desk.readNow();
      for (let nth = 0; nth < 20; nth++) await bot.findOrder(`bot-${nth}`, 'AAPL');
      await ours.findOrder('scram-test', 'AAPL');
      expect(await ours.read()).toMatchObject({ ok: false, words: expect.stringContaining('budget') });
      desk.start();
      desk.engage('k');
      // Far before the end of the venue's minute.
      const open = async () => Object.keys((await alpaca.state()).positions);
      await until(open, (symbols) => symbols.length === 0, 15_000);
    }));
});
