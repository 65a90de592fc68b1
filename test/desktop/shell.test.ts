import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { isAlive, readDataFolder } from '../../src/main/engine/data-files.ts';
import { callJson, until } from '../support/http.ts';
import { newScene, type Scene } from './launch-app.ts';

const hotkey = 'CommandOrControl+Alt+Shift+K';

/** Waiting, mostly for two quiet seconds of a broker, is what these take: they run side by side. */
const test = base.extend<{ scene: Scene }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it that no other fixture is wanted.
  scene: async ({}, use) => {
    const scene = newScene();
    await use(scene);
    await scene.end();
  },
});

function engineCall(scene: Scene, path: string, method = 'GET', body?: object) {
  const port = readDataFolder(scene.dataDir)?.controlPort ?? 0;
  const token = readFileSync(join(scene.dataDir, 'operator.token'), 'utf8').trim();
  return callJson<Record<string, unknown>>({ port, path, method, token, ...(body && { body }) });
}

async function journalSources(scene: Scene, kind: string): Promise<unknown[]> {
  const { json } = await engineCall(scene, `/api/journal?kind=${kind}`);
  return (json.rows as { source: string }[]).map(({ source }) => source);
}

test.concurrent('the tray follows the engine; a kill from its menu is asked about, and journaled as the tray’s', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  expect(await app.ask('tray')).toMatchObject({ toolTip: 'Scram: ARMED, PAPER. Orders pass.', isTemplate: false });
  await app.ask('answerDialogs', [1]);
  await app.ask('clickMenu', 'Kill…');
  await until(
    () => app.ask('world'),
    ({ dialogs }) => dialogs.length === 1,
  );
  expect((await engineCall(scene, '/api/state')).json.state).toBe('armed');
  await app.ask('answerDialogs', [0]);
  await app.ask('clickMenu', 'Kill…');
  await scene.shows(app, 'killed-flat');
  expect(await journalSources(scene, 'KILL_FIRED')).toEqual(['tray']);
  const { notices } = await app.ask('world');
  expect(notices.map(({ title }) => title)).toEqual(['KILLING · PAPER', 'KILLED · FLAT · PAPER']);
});

test.concurrent('two presses of the hotkey kill, with the window closed, and each is told at once', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('closeWindow');
  const first = await app.ask('press', hotkey);
  expect(first.told).toBe('Hotkey heard');
  expect(first.toldAfterMs).toBeLessThan(250);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await engineCall(scene, '/api/state')).json.state).toBe('armed');
  const second = await app.ask('press', hotkey);
  expect(second).toMatchObject({ told: 'Kill heard' });
  expect(second.toldAfterMs).toBeLessThan(250);
  await until(
    () => engineCall(scene, '/api/state'),
    ({ json }) => json.state !== 'armed',
    1_000,
  );
  expect(await journalSources(scene, 'KILL_FIRED')).toEqual(['hotkey']);
});

test.concurrent('a hotkey that another program has is said to be taken, and another one can be chosen', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  const wanted = (accelerator: string) => ({
    hotkey: { enabled: true, accelerator, presses: 2, withinMs: 1_500 },
    keepAwake: false,
  });
  await app.ask('take', 'Alt+X');
  expect(await app.ask('page', { method: 'changeSettings', args: [wanted('Alt+X')] })).toMatchObject({
    state: { hotkey: 'taken' },
  });
  expect((await app.ask('world')).notices.at(-1)?.title).toBe('The hotkey does not work');
  expect(await app.ask('shortcuts')).toEqual([]);
  expect(await app.ask('page', { method: 'changeSettings', args: [wanted('not a key')] })).toMatchObject({
    state: { hotkey: 'invalid' },
  });
  expect(await app.ask('page', { method: 'changeSettings', args: [wanted('Alt+Y')] })).toMatchObject({
    state: { hotkey: 'active' },
  });
  expect(
    await app.ask('page', { method: 'changeSettings', args: [{ ...wanted('Alt+Z'), keepAwake: 1 }] }),
  ).toMatchObject({
    ok: false,
    message: expect.stringContaining('keepAwake'),
  });
  app.kill('SIGKILL');
  const again = scene.launch();
  await scene.shows(again, 'armed');
  expect(await again.ask('shortcuts')).toEqual(['Alt+Y']);
});

test.concurrent('the page is scram://app/: its files, and the engine behind /api, without a token', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  expect((await app.ask('world')).privileged).toEqual(['scram']);
  const page = await app.ask('fetch', { url: 'scram://app/' });
  expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  const script = /src="([^"]+\.js)"/.exec(page.text)?.[1] ?? '';
  expect((await app.ask('fetch', { url: new URL(script, 'scram://app/').href })).status).toBe(200);
  const paths = [
    '/../package.json',
    '/%2e%2e/main/app.cjs',
    '/..%2fmain%2fapp.cjs',
    '/..%2f..%2fassets%2ficon.svg',
    '/%00',
    '/nothing.js',
  ];
  for (const path of paths) expect((await app.ask('fetch', { url: `scram://app${path}` })).status, path).toBe(404);
  const state = await app.ask('fetch', { url: 'scram://app/api/state' });
  expect(JSON.parse(state.text)).toMatchObject({ state: 'armed' });
  expect(state.text).not.toContain(readFileSync(join(scene.dataDir, 'operator.token'), 'utf8').trim());
  expect(await app.ask('firstEvent', 'scram://app/api/events')).toMatch(/^event: snapshot\n/);
  const headers = { 'content-type': 'application/json', origin: 'scram://app' };
  const kill = { method: 'POST', headers, body: '{"reason":"from the window"}' };
  expect((await app.ask('fetch', { url: 'scram://app/api/kill', init: kill })).status).toBe(200);
  expect(await journalSources(scene, 'KILL_FIRED')).toEqual(['window']);
});

test.concurrent('nobody else gets through: other origins, other hosts, other frames, other ways out', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  const post = (origin: string) => ({
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: '{}',
  });
  for (const origin of ['https://evil.example', 'null', 'scram://evil', 'file://']) {
    expect((await app.ask('fetch', { url: 'scram://app/api/kill', init: post(origin) })).status, origin).toBe(403);
  }
  expect((await app.ask('fetch', { url: 'scram://evil/api/state' })).status).toBe(403);
  expect((await engineCall(scene, '/api/state')).json.state).toBe('armed');
  const channel = 'scram:state';
  expect(await app.ask('invoke', { channel, url: 'scram://app/', isTop: true })).toBe('answered');
  expect(await app.ask('invoke', { channel, url: 'scram://app/', isTop: false })).toMatch(/refused/);
  expect(await app.ask('invoke', { channel, url: 'https://evil.example/scram://app/', isTop: true })).toMatch(
    /refused/,
  );
  expect(await app.ask('leave', 'https://evil.example/')).toEqual({
    navigate: true,
    frame: true,
    redirect: true,
    webview: true,
    open: true,
  });
  expect(await app.ask('permissions')).toEqual({ requested: false, checked: false, device: false });
});

test.concurrent('the window is locked down, keeps its size, and opens where it is asked to', async ({ scene }) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  const [window] = await app.ask('windows');
  expect(window).toMatchObject({
    url: 'scram://app/',
    visible: true,
    exposed: ['scramDesktop'],
    webPreferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    },
  });
  await app.ask('closeWindow');
  expect(await app.ask('windows')).toEqual([]);
  await app.ask('clickMenu', 'Kills');
  await app.ask('listenForPlaces');
  await app.ask('clickMenu', 'Preflight');
  expect(
    await until(
      () => app.ask('places'),
      ({ length }) => length === 2,
    ),
  ).toEqual(['kills', 'ready']);
  expect((await app.ask('windows'))[0]?.width).toBe(700);
});

test.concurrent('notifications come from the shell while it is there; what they say leads to the window', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  await app.ask('closeWindow');
  await engineCall(scene, '/api/kill', 'POST', { reason: 'from a terminal' });
  await until(
    () => app.ask('world'),
    ({ notices }) => notices.some(({ title }) => title === 'KILLED · FLAT · PAPER'),
  );
  await app.ask('clickNotice', 'KILLED · FLAT · PAPER');
  expect(await app.ask('windows')).toHaveLength(1);
});

test.concurrent('never both: the engine leaves notifications to a shell that shows them, and to no other', async ({
  scene,
}) => {
  writeFileSync(
    join(scene.dataDir, 'config.json'),
    JSON.stringify({ brokers: { paper: { kind: 'paper' } }, alerts: { desk: { kind: 'desktop' } } }),
  );
  const tried = async () => (await engineCall(scene, '/api/alerts/desk/test', 'POST')).json.words;
  const app = scene.launch();
  await scene.shows(app, 'armed');
  expect(await tried()).toBe('the desktop app shows it');
  await app.ask('answerDialogs', [0]);
  await app.ask('quit');
  await until(tried, (words) => words !== 'the desktop app shows it');
  const mute = scene.launch({ DOUBLE_MUTE: '1' });
  await scene.shows(mute, 'armed');
  expect(await tried()).not.toBe('the desktop app shows it');
});

test.concurrent('what becomes of the machine is told to the engine', async ({ scene }) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  for (const event of ['suspend', 'resume', 'shutdown']) await app.ask('power', event);
  for (const kind of ['MACHINE_SUSPENDS', 'MACHINE_RESUMED', 'MACHINE_SHUTS_DOWN']) {
    await until(
      () => journalSources(scene, kind),
      (sources) => sources.join() === 'tray',
    );
  }
});

test.concurrent('the machine is kept awake while armed, where that is wanted, and let go when killed', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  expect((await app.ask('world')).blockers).toEqual([]);
  const settings = { hotkey: { enabled: false, accelerator: 'Alt+Y', presses: 2, withinMs: 1_500 }, keepAwake: true };
  await app.ask('page', { method: 'changeSettings', args: [settings] });
  expect((await app.ask('world')).blockers).toEqual(['prevent-app-suspension']);
  expect(await app.ask('shortcuts')).toEqual([]);
  await engineCall(scene, '/api/kill', 'POST', {});
  await scene.shows(app, 'killed-flat');
  expect((await app.ask('world')).blockers).toEqual([]);
});

test.concurrent('quitting asks: cancel stays, leave leaves the engine armed', async ({ scene }) => {
  const app = scene.launch();
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
  expect(isAlive(scene.enginePid())).toBe(true);
});

test.concurrent('disarming stops the engine, and the shell goes only when it is gone; an engaged one is not offered it', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  const pid = scene.enginePid();
  await app.ask('answerDialogs', [1]);
  await app.ask('quit');
  await until(
    () => app.ask('world'),
    ({ hasQuit }) => hasQuit,
    20_000,
  );
  expect(isAlive(pid)).toBe(false);
  app.kill('SIGKILL');
  const next = scene.launch();
  await scene.shows(next, 'armed');
  await engineCall(scene, '/api/kill', 'POST', {});
  await scene.shows(next, 'killed-flat');
  await next.ask('quit');
  await until(
    () => next.ask('world'),
    ({ dialogs }) => dialogs.length === 1,
  );
  expect((await next.ask('world')).dialogs[0]?.buttons).toEqual(['Leave it at work', 'Cancel']);
});

test.concurrent('a shell whose engine is gone says so, offers the kill all the same, and delivers it when there is one again', async ({
  scene,
}) => {
  const app = scene.launch();
  await scene.shows(app, 'armed');
  process.kill(scene.enginePid(), 'SIGKILL');
  await app.ask('press', hotkey);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await app.ask('press', hotkey);
  await scene.shows(app, 'no-engine');
  await scene.shows(app, 'killed-flat');
  const titles = (await app.ask('world')).notices.map(({ title }) => title);
  expect(titles).toContain('The kill is not confirmed');
  expect(await journalSources(scene, 'KILL_FIRED')).toEqual(['hotkey']);
});
