import { expect } from 'vitest';
import { isAlive } from '../../src/main/engine/data-files.ts';
import { until } from '../support/http.ts';
import { test } from './scene.ts';

test.concurrent('quitting asks: cancel stays, leave leaves the engine armed', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('answerDialogs', [2]);
  await app.ask('clickMenu', 'Quit…');
  await until(
    () => app.ask('world'),
    ({ dialogs, answers }) => dialogs.length === 1 && answers.length === 0,
  );
  expect((await app.ask('world')).dialogs[0]?.buttons).toEqual(['Leave armed', 'Disarm', 'Cancel']);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await app.ask('world')).hasQuit).toBe(false);
  await app.ask('answerDialogs', [0]);
  await app.ask('clickMenu', 'Quit…');
  await until(
    () => app.ask('world'),
    ({ hasQuit }) => hasQuit,
  );
  expect(await app.ask('tray')).toBeNull();
  expect((await app.ask('world')).shortcuts).toEqual([]);
  expect(isAlive(scene.enginePid())).toBe(true);
});

test.concurrent('disarming stops the engine, and the shell goes only when it is gone; an engaged one is not offered it', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const pid = scene.enginePid();
  await app.ask('answerDialogs', [1]);
  await app.ask('quit');
  await until(
    () => app.ask('world'),
    ({ hasQuit }) => hasQuit,
  );
  expect(isAlive(pid)).toBe(false);
  app.kill('SIGKILL');
  const next = await scene.launch();
  await scene.shows(next, 'armed');
  await scene.call('/api/kill', 'POST', {});
  await scene.shows(next, 'killed-flat');
  await next.ask('quit');
  await until(
    () => next.ask('world'),
    ({ dialogs }) => dialogs.length === 1,
  );
  expect((await next.ask('world')).dialogs[0]?.buttons).toEqual(['Leave it at work', 'Cancel']);
});

test.concurrent('a machine that shuts down is not kept waiting', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('power', 'shutdown');
  await app.ask('quit');
  expect(await app.ask('world')).toMatchObject({ hasQuit: true, dialogs: [] });
  expect(isAlive(scene.enginePid())).toBe(true);
});

test.concurrent('a kill that nobody has answered is not dropped unasked', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const pid = scene.enginePid();
  process.kill(pid, 'SIGSTOP');
  await app.ask('pressTwice', 'CommandOrControl+Alt+Shift+K');
  await app.ask('answerDialogs', [0]);
  await app.ask('quit');
  await until(
    () => app.ask('world'),
    ({ dialogs, answers }) => dialogs.length === 1 && answers.length === 0,
  );
  expect(await app.ask('world')).toMatchObject({
    hasQuit: false,
    dialogs: [{ message: 'A kill is still on its way.', buttons: ['Keep sending', 'Quit all the same'] }],
  });
  process.kill(pid, 'SIGCONT');
  await scene.shows(app, 'killed-flat');
  expect(await scene.sources('KILL_FIRED')).toEqual(['hotkey']);
});
