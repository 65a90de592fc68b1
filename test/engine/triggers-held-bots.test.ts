import { expect, it } from 'vitest';
import { TriggerEngine } from '../support/trigger-engine.ts';

const feed = { event: 'DataFeedCorruption', maxAge: '3s' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("a pause by the dead man's switch, in which bots post no ticks, sells nothing; silence counts again when they are resumed", async () => {
  const bots = { grid: { kind: 'flag-file' } };
  let checkIns: NodeJS.Timeout | undefined;
  const engine = await TriggerEngine.begin({ autoTriggerOn: [feed] }, { deadMan: { window: '5s' }, bots });
  try {
    const words = () => engine.trigger('DataFeedCorruption')?.words;
    let isPaused = false;
    const triggered = engine.reaches(({ deadMan }) => deadMan.state === 'triggered').then(() => (isPaused = true));
    while (!isPaused) {
      await engine.post('/feed', { ticks: [{ symbol: 'X', bid: 99, ask: 101, at: new Date().toISOString() }] });
      await pause(200);
    }
    await triggered;
    await pause(5_000);
    expect(engine.state()).toMatchObject({ state: 'armed', kill: null });
    expect(words()).toContain("silence does not count (dead man's switch triggered)");
    const { engine: running } = engine.engine();
    await running.resetDeadMan({ reason: 'looked at everything', confirm: 'RESET' }, { source: 'cli', from: 'test' });
    checkIns = setInterval(() => void running.checkIn({ source: 'cli', from: 'test' }), 1_000);
    expect(engine.state().trading).toBe(true);
    await engine.reaches(() => words()?.includes('silence does not count (grid is held)') === true);
    await pause(4_000);
    expect(engine.state().kill).toBeNull();
    expect(engine.state().brokers[0]?.positions.length).toBeGreaterThan(0);
    expect(await running.resumeBot('grid', 'looked at this bot', 'cli')).toMatchObject({ ok: true });
    const resumedMs = performance.now();
    const { kill } = await engine.reaches((state) => state.kill !== null, 12_000);
    expect(kill?.reason).toMatch(/^X of bot: no tick for [3-5]\.\d s$/);
    expect(performance.now() - resumedMs).toBeGreaterThan(3_000);
  } finally {
    clearInterval(checkIns);
    await engine.end();
  }
});
