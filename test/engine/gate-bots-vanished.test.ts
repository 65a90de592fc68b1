import { afterEach, describe, it } from 'vitest';
import { untilTrading } from '../support/bots/bots.ts';
import { canRunBots, endScenes, expectStopped, startScene } from '../support/bots/scene.ts';

const silenceMs = 3_000;

afterEach(endScenes);

describe.runIf(canRunBots)('real bots', () => {
  it('stop within one tick when the engine is killed by SIGKILL', async () => {
    const all = await startScene();
    const killedMs = Date.now();
    await all.engine.kill();
    await expectStopped(all, killedMs, 'no word from the engine');
  });

  it('stop within one tick of three seconds without a word from a stopped engine, and go on with it', async () => {
    const all = await startScene();
    const stoppedMs = Date.now();
    all.engine.child.kill('SIGSTOP');
    await expectStopped(all, stoppedMs + silenceMs, 'no sign of life from the engine for 3 s');
    all.engine.child.kill('SIGCONT');
    await untilTrading(all.bots, 3);
  });
});
