import { describe, expect, it, type TestContext } from 'vitest';
import { TriggerEngine } from '../support/trigger-engine.ts';

const feed = { event: 'DataFeedCorruption', maxAge: '5s' };

/** Each test has an engine and an exchange of its own, so that they can wait side by side. */
async function begin(test: TestContext): Promise<TriggerEngine> {
  const engine = await TriggerEngine.begin({ autoTriggerOn: [feed] });
  test.onTestFinished(() => engine.end());
  await engine.judged('DataFeedCorruption', 'clear');
  return engine;
}

const tick = (over: object = {}) => ({ symbol: 'X', bid: 99, ask: 101, at: new Date().toISOString(), ...over });
const isKilled = (state: { state: string; flat: boolean | null }) => state.state === 'killed' && state.flat === true;

describe.concurrent('a bot posts prices', () => {
  const bad: [what: string, body: () => unknown, words: string][] = [
    ['stale', () => ({ ticks: [tick({ at: Date.now() - 60_000 })] }), 'stale: 60 s old'],
    ['crossed', () => ({ ticks: [tick({ bid: 102 })] }), 'crossed: bid 102 above ask 101'],
    ['NaN, as Python writes it', () => '{"ticks":[{"symbol":"X","bid":99,"ask":101,"last":NaN}]}', 'last is no number'],
    ['back in time', () => ({ ticks: [tick({ at: Date.now() - 3_000 })] }), 'its time runs back by '],
    ['not positive', () => ({ ticks: [tick({ last: '-1' })] }), 'last -1 is not above zero'],
    ['a jump', () => ({ ticks: [tick({ last: 1_000 })] }), 'jumped from 100 to 1000'],
  ];
  it.each(bad)('%s: three running kill, with what the last one was', async (_what, body, words) => {
    await using(async (engine) => {
      expect((await engine.post('/feed', { ticks: [tick()] })).status).toBe(204);
      for (let n = 0; n < 2; n++) expect((await engine.post('/feed', body())).status).toBe(204);
      await engine.judgedUnread();
      expect(engine.state().state).toBe('armed');
      await engine.post('/feed', body());
      const { kill } = await engine.reaches((state) => state.kill !== null);
      expect(kill).toMatchObject({ source: 'trigger:DataFeedCorruption' });
      expect(kill?.reason).toContain(`X of bot: 3 ticks running, the last ${words}`);
    });
  });
});

/** it.each hands out no context, so the engine ends here. */
async function using(run: (engine: TriggerEngine) => Promise<void>): Promise<void> {
  const engine = await TriggerEngine.begin({ autoTriggerOn: [feed] });
  try {
    await engine.judged('DataFeedCorruption', 'clear');
    await run(engine);
  } finally {
    await engine.end();
  }
}

describe.concurrent('the watch over the prices', () => {
  it('fires when the ticks stop, unless the bot has said that it stops following', async (test) => {
    const engine = await begin(test);
    await engine.post('/feed', { ticks: [tick({ open: false }), tick({ symbol: 'Y' })] });
    const { kill } = await engine.reaches((state) => state.kill !== null, 12_000);
    expect(kill?.reason).toMatch(/^Y of bot: no tick for [5-9]\.\d s$/);
  });

  it("fires when a broker's prices stand still, after three readings, and begins anew with a reset", async (test) => {
    const engine = await begin(test);
    await engine.control('POST', 'faults', { route: 'quotes', fault: { kind: 'stale' } });
    const { kill } = await engine.reaches(isKilled, 25_000);
    expect(kill?.reason).toMatch(/^AAPL of broker demo: \d+ ticks running, the last stale: .* s old; and 6 more$/);
    await engine.control('DELETE', 'faults');
    await engine.judged('DataFeedCorruption', 'clear');
    expect(await engine.reset()).toMatchObject({ ok: true });
  });

  it("is blind, and fires nothing, while a broker's prices can't be read", async (test) => {
    const engine = await begin(test);
    await engine.control('POST', 'faults', { route: 'quotes', fault: { kind: 'error', landed: false } });
    await engine.judged('DataFeedCorruption', 'unknown');
    await engine.judgedUnread();
    expect(engine.state().state).toBe('armed');
    expect(engine.trigger('DataFeedCorruption')?.words).toContain("the prices of demo can't be read");
  });

  it('takes what has the form of ticks and names what has not', async (test) => {
    const engine = await begin(test);
    const refused: [unknown, string][] = [
      [{}, 'ticks'],
      [{ ticks: [] }, 'ticks'],
      [{ ticks: [{ bid: 1 }] }, 'ticks.0.symbol'],
      [{ ticks: [tick({ bid: true })] }, 'ticks.0.bid'],
      [{ ticks: [tick({ colour: 'red' })] }, 'ticks.0.colour'],
      [{ ticks: [tick({ symbol: 'X'.repeat(65) })] }, 'ticks.0.symbol'],
      [{ ticks: Array.from({ length: 501 }, () => ({ symbol: 'X', last: 1 })) }, 'ticks'],
      ['{"ticks":[{"symbol":NaN}]}', 'ticks.0.symbol'],
    ];
    for (const [body, field] of refused) {
      const answer = await engine.post('/feed', body);
      expect(answer.status, answer.body).toBe(400);
      expect(JSON.parse(answer.body).error.field).toBe(field);
    }
    expect((await engine.post('/feed', '{"ticks":[{"symbol":"\\"NaN","last":1}]}')).status).toBe(204);
    expect(engine.state().state).toBe('armed');
  });
});
