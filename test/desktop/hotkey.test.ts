import { expect } from 'vitest';
import { until } from '../support/http.ts';
import { canShowWindows, noWindows, type Scene, test } from './scene.ts';

const hotkey = 'CommandOrControl+Alt+Shift+K';
async function isKilledByHotkey(scene: Scene): Promise<void> {
  await until(
    () => scene.call('/api/state'),
    ({ json }) => json.state !== 'armed',
  );
  expect(await scene.sources('KILL_FIRED')).toEqual(['hotkey']);
}

test.concurrent('two presses kill, with the window closed, and each is told at once', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('closeWindow');
  // Before the press returns, so that nothing is waited for: far below the 250 ms that are allowed.
  expect(await app.ask('press', hotkey)).toEqual(['Hotkey heard']);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await scene.call('/api/state')).json.state).toBe('armed');
  await app.ask('pressTwice', hotkey);
  expect((await app.ask('world')).notices.map(({ title }) => title)).toContain('Kill heard');
  await isKilledByHotkey(scene);
});

test.concurrent('a page that hangs holds the hotkey up in nothing', async ({ scene, skip }) => {
  skip(!canShowWindows, noWindows);
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const page = await app.window();
  // Nobody waits for it: it never ends.
  void page.evaluate('for (;;);').catch(() => undefined);
  expect(await app.ask('pressTwice', hotkey)).toContain('Kill heard');
  await isKilledByHotkey(scene);
});

test.concurrent('one that another program has is said to be taken, and another one can be chosen and is kept', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const change = async (accelerator: string) => {
    const value = { hotkey: { enabled: true, accelerator, presses: 2, withinMs: 1_500 }, keepAwake: false };
    return app.ask('invoke', { channel: 'scram:change-settings', url: 'scram://app/', isTop: true, value });
  };
  await app.ask('take', 'Alt+X');
  expect(await change('Alt+X')).toMatchObject({ answer: { state: { hotkey: 'taken' } } });
  expect((await app.ask('world')).notices.at(-1)?.title).toBe('The hotkey does not work');
  expect((await app.ask('world')).shortcuts).toEqual([]);
  expect(await change('not a key')).toMatchObject({ answer: { state: { hotkey: 'invalid' } } });
  expect(await change('Alt+Y')).toMatchObject({ answer: { state: { hotkey: 'active' } } });
  app.kill('SIGKILL');
  const again = await scene.launch();
  await scene.shows(again, 'armed');
  expect((await again.ask('world')).shortcuts).toEqual(['Alt+Y']);
});

test.concurrent('it is switched off with a reason alone, once the engine has recorded that', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const off = async (reason?: string) => {
    const value = { hotkey: { enabled: false, accelerator: hotkey, presses: 2, withinMs: 1_500 }, keepAwake: false };
    const asked = { ...value, ...(reason !== undefined && { reason }) };
    return app.ask('invoke', { channel: 'scram:change-settings', url: 'scram://app/', isTop: true, value: asked });
  };
  const shortcuts = async () => (await app.ask('world')).shortcuts;
  for (const reason of [undefined, 'because']) {
    expect(await off(reason)).toMatchObject({ answer: { ok: false, message: expect.stringMatching(/^reason: /) } });
    expect(await shortcuts()).toEqual([hotkey]);
  }
  expect(await off('its keys are in the way')).toMatchObject({ answer: { ok: true, state: { hotkey: 'off' } } });
  expect(await shortcuts()).toEqual([]);
  expect(await scene.sources('HOTKEY_OFF')).toEqual(['window']);
});

test.concurrent('where the desktop may keep the keys to itself, only a press proves it', async ({ scene }) => {
  const app = await scene.launch({ XDG_SESSION_TYPE: 'wayland' });
  await scene.shows(app, 'armed');
  const standing = () => app.ask('invoke', { channel: 'scram:state', url: 'scram://app/', isTop: true, value: null });
  expect(await standing()).toMatchObject({ answer: { hotkey: 'unproven' } });
  await app.ask('press', hotkey);
  expect(await standing()).toMatchObject({ answer: { hotkey: 'active' } });
});

test.concurrent('without an engine the presses are heard all the same, and the kill is delivered when there is one', async ({
  scene,
}) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  process.kill(scene.enginePid(), 'SIGKILL');
  expect(await app.ask('pressTwice', hotkey)).toContain('Kill heard');
  await scene.shows(app, 'killed-flat');
  expect((await app.ask('world')).notices.map(({ title }) => title)).toContain('The kill is not confirmed');
  expect(await scene.sources('KILL_FIRED')).toEqual(['hotkey']);
});
