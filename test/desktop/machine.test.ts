import { expect } from 'vitest';
import { until } from '../support/http.ts';
import { test } from './scene.ts';

test.concurrent('what becomes of the machine is told to the engine', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  for (const event of ['suspend', 'resume', 'shutdown'] as const) await app.ask('power', event);
  for (const kind of ['MACHINE_SUSPENDS', 'MACHINE_RESUMED', 'MACHINE_SHUTS_DOWN']) {
    await until(
      () => scene.sources(kind),
      (sources) => sources.join() === 'tray',
    );
  }
});

test.concurrent('the machine is kept awake while armed, where that is wanted, and let go when killed', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  expect((await app.ask('world')).blockers).toEqual([]);
  const value = { hotkey: { enabled: true, accelerator: 'Alt+Y', presses: 2, withinMs: 1_500 }, keepAwake: true };
  await app.ask('invoke', { channel: 'scram:change-settings', url: 'scram://app/', isTop: true, value });
  expect((await app.ask('world')).blockers).toEqual(['prevent-app-suspension']);
  await scene.call('/api/kill', 'POST', {});
  await scene.shows(app, 'killed-flat');
  expect((await app.ask('world')).blockers).toEqual([]);
});
