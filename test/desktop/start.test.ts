import { expect } from 'vitest';
import { readDataFolder } from '../../src/main/engine/data-files.ts';
import { until } from '../support/http.ts';
import { electron, test } from './scene.ts';

test.concurrent('started at login, the tray is enough', async ({ scene }) => {
  const app = await scene.launch({}, ['--hidden']);
  await scene.shows(app, 'armed');
  expect(await app.ask('windows')).toEqual([]);
});

test.concurrent('a second start of the app ends itself, and touches no engine', async ({ scene, skip }) => {
  skip(electron !== null, 'only the double stays to be asked after it has quit at once');
  const app = await scene.launch({ DOUBLE_SECOND: '1' });
  await until(
    () => app.ask('world'),
    ({ hasQuit }) => hasQuit,
  );
  expect(await app.ask('tray')).toBeNull();
  expect(await app.ask('windows')).toEqual([]);
  expect(readDataFolder(scene.dataDir)).toBeNull();
});
