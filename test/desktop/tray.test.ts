import { expect } from 'vitest';
import { until } from '../support/http.ts';
import { test } from './scene.ts';

test.concurrent('the tray follows the engine; a kill from its menu is asked about, and journaled as the tray’s', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  expect(await app.ask('tray')).toMatchObject({ toolTip: 'Scram: ARMED, PAPER. Orders pass.', isTemplate: false });
  await app.ask('answerDialogs', [1]);
  await app.ask('clickMenu', 'Kill…');
  await until(
    () => app.ask('world'),
    ({ dialogs, answers }) => dialogs.length === 1 && answers.length === 0,
  );
  expect((await scene.call('/api/state')).json.state).toBe('armed');
  await app.ask('answerDialogs', [0]);
  await app.ask('clickMenu', 'Kill…');
  await scene.shows(app, 'killed-flat');
  expect(await scene.sources('KILL_FIRED')).toEqual(['tray']);
});

test.concurrent('a check-in from the menu counts, and is the tray’s', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('clickMenu', 'Check in');
  await until(
    () => scene.sources('CHECK_IN'),
    (sources) => sources.join() === 'tray',
  );
});

test.concurrent('a shell whose engine is gone says so, offers the kill all the same, and delivers it when there is one again', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  process.kill(scene.enginePid(), 'SIGKILL');
  await app.ask('answerDialogs', [0]);
  await app.ask('clickMenu', 'Kill…');
  await scene.shows(app, 'no-engine');
  await scene.shows(app, 'killed-flat');
  const titles = (await app.ask('world')).notices.map(({ title }) => title);
  expect(titles).toContain('The kill is not confirmed');
  expect(await scene.sources('KILL_FIRED')).toEqual(['tray']);
});
