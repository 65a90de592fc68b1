import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPaperBroker, type PaperBroker } from '../../src/engine/brokers/paper/adapter.ts';
import { type ServedPaper, servePaper } from '../../src/engine/brokers/paper/serve.ts';
import { systemClock } from '../../src/engine/clock.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { startEngine } from '../../src/engine/start.ts';
import type { EngineState } from '../../src/shared/api/state.ts';
import { until } from '../support/http.ts';

interface Scene {
  engine: Engine;
  /** Whoever else has the keys of an account: a bot, or its owner by hand. */
  others: { first: PaperBroker; second: PaperBroker };
  reaches(wanted: (state: EngineState) => boolean): Promise<EngineState>;
  rows(kind: string): Promise<readonly { data: Record<string, unknown> }[]>;
}

/** A whole engine on two accounts, each at a venue of its own. */
async function scene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-failures-'));
  const venues = [await servePaper({ port: 0, latencyMs: 5 }), await servePaper({ port: 0, latencyMs: 5 })] as const;
  const others = { first: at(venues[0]), second: at(venues[1]) };
  const brokers = { first: venueOf(venues[0]), second: venueOf(venues[1]) };
  writeFileSync(join(dataDir, 'config.json'), JSON.stringify({ brokers, engine: { flattenDeadline: '5s' } }));
  const bugs: unknown[] = [];
  const listeners = { configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  const running = await startEngine({ dataDir, ...listeners }, systemClock, (bug) => bugs.push(bug));
  const { engine } = running;
  const reaches = (wanted: (state: EngineState) => boolean) => until(async () => engine.state(), wanted);
  try {
    await reaches(({ brokers }) => brokers.every(({ asOf }) => asOf !== null));
    const rows = async (kind: string) => {
      const page = await engine.journal.page({ kind, limit: 100 });
      return page.ok ? page.value.rows : [];
    };
    await run({ engine, others, reaches, rows });
  } finally {
    await running.close();
    for (const broker of Object.values(others)) await broker.dispose();
    for (const venue of venues) await venue.close();
    rmSync(dataDir, { recursive: true });
  }
  expect(bugs).toEqual([]);
}

const at = ({ url }: ServedPaper) => createPaperBroker({ name: 'other', url });
const venueOf = ({ url }: ServedPaper) => ({ kind: 'paper', url });
const byHand = { source: 'cli', reason: 'by hand', from: 'test' } as const;
const isFlat = ({ state, flat }: EngineState) => state === 'killed' && flat === true;

/** A limit order far from the market, as somebody places it on the venue's own page. */
const manual = {
  symbol: 'MSFT',
  side: 'buy',
  type: 'limit',
  quantity: '3',
  limitPrice: '1',
  clientOrderId: 'by-hand',
} as const;

describe.concurrent('an emergency exit', () => {
  test('shows beforehand what it will cancel and close, orders that were placed by hand included', () =>
    scene(async ({ engine, others, reaches }) => {
      await others.first.venue.call('submit', manual);
      const { wouldCancel, wouldClose, unread } = await engine.preflight();
      expect(unread).toEqual([]);
      expect(wouldCancel).toContainEqual({
        broker: 'first',
        id: expect.any(String),
        description: expect.stringContaining('limit buy 3 MSFT'),
      });
      const before = engine
        .state()
        .brokers.flatMap(({ name, positions }) => positions.map(({ symbol }) => `${name} ${symbol}`));
      expect(wouldClose.map(({ broker, symbol }) => `${broker} ${symbol}`).toSorted()).toEqual(before.toSorted());
      engine.kill(byHand);
      await reaches(isFlat);
      const placed = await others.first.findOrder('by-hand', 'MSFT');
      expect(placed).toMatchObject({ ok: true, value: { status: 'cancelled' } });
    }));

  test('says beforehand whose account it can’t look into, which is not an empty one', () =>
    scene(async ({ engine, others }) => {
      await others.first.venue.call('addFault', { route: 'orders', fault: { kind: 'error', landed: false } });
      const { unread, wouldClose, checks } = await engine.preflight();
      expect(unread).toEqual(['first']);
      expect(wouldClose.filter(({ broker }) => broker === 'first')).toEqual([]);
      expect(checks.find(({ id }) => id === 'broker:first')).toMatchObject({ status: 'fail' });
      expect(checks.find(({ id }) => id === 'flag_file')).toMatchObject({ status: 'pass' });
    }));

  test('goes on reading while killed: what a bot opens then is seen, closed again and recorded', () =>
    scene(async ({ engine, others, reaches, rows }) => {
      engine.kill(byHand);
      const { brokers } = await reaches(isFlat);
      const asOf = brokers[0]?.asOf ?? '';
      const order = { symbol: 'AAPL', side: 'buy', quantity: '4', type: 'market', clientOrderId: 'bot-1' } as const;
      expect(await others.first.venue.call('submit', order)).toMatchObject({ kind: 'answer' });
      await until(
        () => rows('REAPPEARED'),
        (found) => found.length > 0,
      );
      await reaches((state) => isFlat(state) && (state.brokers[0]?.asOf ?? '') > asOf);
      const [row] = await rows('REAPPEARED');
      expect(JSON.stringify(row?.data)).toContain('AAPL');
      expect(await others.first.read()).toMatchObject({ ok: true, value: { positions: [], orders: [] } });
    }));

  test('is not reset while something is left, unless each is accepted by its name', () =>
    scene(async ({ engine, others, reaches }) => {
      await others.first.venue.call('setMarket', { symbol: 'ETH/USD', minQuantity: '1000000' });
      engine.kill(byHand);
      const { brokers } = await reaches(({ state }) => state === 'killed');
      const residuals = brokers[0]?.flatten?.residuals ?? [];
      expect(residuals).toMatchObject([{ symbol: 'ETH/USD', outcome: 'dust' }]);
      const request = { reason: 'looked at everything', confirm: 'RESET' } as const;
      const refused = await engine.reset(request, 'cli');
      expect(refused).toMatchObject({ ok: false });
      expect(JSON.stringify(refused)).toContain(residuals[0]?.accept ?? 'nothing');
      const accepted = await engine.reset(
        { ...request, acceptResiduals: residuals.map(({ accept }) => accept) },
        'cli',
      );
      expect(accepted).toMatchObject({ ok: true });
    }));

  test('at one broker is not delayed by another that answers nothing, which is named and never called flat', () =>
    scene(async ({ engine, others, reaches }) => {
      const routes = ['account', 'positions', 'orders', 'submit', 'cancel', 'cancelAll'] as const;
      for (const route of routes) {
        await others.second.venue.call('addFault', { route, fault: { kind: 'hang', landed: false } });
      }
      engine.kill(byHand);
      const early = await reaches(({ brokers }) => brokers[0]?.flatten?.flat === true);
      expect(early.brokers[1]?.flatten).toMatchObject({ flat: false });
      const settled = await reaches(({ state }) => state === 'killed');
      expect(settled.flat).toBe(false);
      expect(settled.brokers[1]?.flatten?.residuals).toMatchObject([{ symbol: '*', outcome: 'unknown' }]);
      await others.second.venue.call('clearFaults', {});
      await reaches(isFlat);
    }));

  test('inside a narrow band of prices prices its orders anew until they pass', () =>
    scene(async ({ engine, others, reaches, rows }) => {
      await others.first.venue.call('setMarket', { limitOnly: true, priceBand: '0.002' });
      engine.kill(byHand);
      await reaches(isFlat);
      const answers = (await rows('CLOSE_ANSWERED')).map(({ data }) => JSON.stringify(data));
      expect(answers.some((answer) => answer.includes('price_band'))).toBe(true);
    }));
});
