import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { until } from '../support/http.ts';
import { startPaperProcess } from '../support/processes.ts';
import type { LaunchedApp } from './launched-app.ts';
import { type Scene, test as sceneTest } from './scene.ts';

const hotkey = 'CommandOrControl+Alt+Shift+K';

/** A shell with its engine at an exchange that takes its time, so that there is a middle of the kill. */
const test = sceneTest.extend<{ app: LaunchedApp }>({
  app: async ({ scene }, use) => {
    const exchange = await startPaperProcess(['--latency', '1s']);
    const brokers = { demo: { kind: 'paper', url: exchange.url } };
    writeFileSync(join(scene.dataDir, 'config.json'), JSON.stringify({ brokers }));
    const app = await scene.launch();
    await until(
      () => scene.call('/api/state').catch(() => null),
      (answer) => positionsOf(answer?.json).length > 0,
    );
    await scene.shows(app, 'armed');
    await use(app);
    await exchange.kill();
  },
});

function positionsOf(state: Record<string, unknown> | undefined): unknown[] {
  const brokers = (state?.brokers ?? []) as { positions: unknown[] }[];
  return brokers.flatMap(({ positions }) => positions);
}

/** Fired by the shell itself, whose end must then change nothing. */
async function killByHotkey(scene: Scene, app: LaunchedApp): Promise<void> {
  await app.ask('pressTwice', hotkey);
  await until(
    () => scene.call('/api/state'),
    ({ json }) => json.state === 'killing',
  );
}

async function endsFlat(scene: Scene): Promise<void> {
  const { json } = await until(
    () => scene.call('/api/state'),
    (answer) => answer.json.state === 'killed' && answer.json.flat === true,
  );
  expect(positionsOf(json)).toEqual([]);
  expect(await scene.sources('KILL_FIRED')).toEqual(['hotkey']);
}

test.concurrent('a shell that is killed in the middle of a kill leaves it at work, and the next one finds it', async ({
  scene,
  app,
}) => {
  await killByHotkey(scene, app);
  const pid = scene.enginePid();
  app.kill('SIGKILL');
  expect((await scene.call('/api/state')).json.state).toBe('killing');
  const next = await scene.launch();
  await scene.shows(next, 'killing');
  await endsFlat(scene);
  await scene.shows(next, 'killed-flat');
  expect(scene.enginePid()).toBe(pid);
});

test.concurrent('a shell that is frozen in the middle of a kill holds it up in nothing, and shows the end when it thaws', async ({
  scene,
  app,
}) => {
  await killByHotkey(scene, app);
  app.kill('SIGSTOP');
  await endsFlat(scene);
  app.kill('SIGCONT');
  await scene.shows(app, 'killed-flat');
  expect((await app.ask('world')).notices.map(({ title }) => title)).toContain('KILLED · FLAT · PAPER');
});
