import { expect } from 'vitest';
import { isAlive } from '../../src/main/engine/data-files.ts';
import type { LaunchedApp } from './launched-app.ts';
import { test } from './scene.ts';

function asked(app: LaunchedApp, channel: 'scram:state' | 'scram:restart-engine') {
  return app.ask('invoke', { channel, url: 'scram://app/', isTop: true });
}

test.concurrent('the engine that the app started is restarted, and is up again when that is answered', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const pid = scene.enginePid();
  expect(await asked(app, 'scram:state')).toMatchObject({ answer: { canRestart: true } });
  expect(await asked(app, 'scram:restart-engine')).toMatchObject({ answer: { ok: true } });
  expect(isAlive(pid)).toBe(false);
  expect(scene.enginePid()).not.toBe(pid);
  await scene.shows(app, 'armed');
});

test.concurrent('it is not offered while a kill is engaged, nor for an engine that another has started', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const pid = scene.enginePid();
  await scene.call('/api/kill', 'POST', {});
  await scene.shows(app, 'killed-flat');
  const refused = { answer: { ok: false, message: expect.stringContaining('only while armed') } };
  expect(await asked(app, 'scram:restart-engine')).toMatchObject(refused);
  await scene.call('/api/reset', 'POST', { reason: 'it was only a test', confirm: 'RESET' });
  await scene.shows(app, 'armed');
  app.kill('SIGKILL');
  const next = await scene.launch();
  await scene.shows(next, 'armed');
  expect(await asked(next, 'scram:state')).toMatchObject({ answer: { canRestart: false } });
  expect(await asked(next, 'scram:restart-engine')).toMatchObject(refused);
  expect(scene.enginePid()).toBe(pid);
  expect(isAlive(pid)).toBe(true);
});
