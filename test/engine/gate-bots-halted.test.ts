import { afterEach, describe, expect, it } from 'vitest';
import type { EngineState, Status } from '../../src/shared/api/state.ts';
import { untilTrading } from '../support/bots/bots.ts';
import { canRunBots, endScenes, expectStopped, startScene } from '../support/bots/scene.ts';
import { call, callJson, until } from '../support/http.ts';
import type { EngineProcess } from '../support/processes.ts';

afterEach(endScenes);

const stateOf = async ({ controlPort: port, operatorToken: token }: EngineProcess) =>
  (await callJson<EngineState>({ port, path: '/api/state', token })).json;

describe.runIf(canRunBots)('real bots', () => {
  it('stop within one tick of a kill, and trade again only after the reset', async () => {
    const all = await startScene();
    const { engine, bots } = all;
    await call({ port: engine.devicePort, method: 'POST', path: '/kill', token: engine.botToken });
    const { kill } = await stateOf(engine);
    await expectStopped(all, Date.parse(kill?.firedAt ?? ''), 'kill switch engaged');
    for (const { halts } of bots) expect(halts.filter(({ halt }) => halt === 'kill switch engaged')).toHaveLength(1);
    await until(
      () => stateOf(engine),
      ({ state, flat }) => state === 'killed' && flat === true,
    );
    const reset = { reason: 'prices were checked', confirm: 'RESET' };
    const { devicePort: port, operatorToken: token } = engine;
    expect((await call({ port, method: 'POST', path: '/reset', token, body: reset })).status).toBe(200);
    await untilTrading(bots, 3);
  });

  it("stop within one tick of a triggered dead man's switch", async () => {
    const all = await startScene({ window: '5s' });
    const { json } = await callJson<Status>({ port: all.engine.devicePort, path: '/status' });
    await expectStopped(all, Date.parse(json.deadMan?.deadline ?? ''), "dead man's switch triggered");
  });
});
