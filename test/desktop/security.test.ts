import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { canShowWindows, electron, noWindows, test } from './scene.ts';

const channel = 'scram:state';
const refused = { ok: false, message: expect.stringContaining('refused') };

test.concurrent('the page is scram://app/: its files, and the engine behind /api, without a token', async ({
  scene,
}) => {
  const app = await scene.launch();
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
});

test.concurrent('other origins, other hosts, other frames and every way out are refused', async ({ scene }) => {
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  for (const origin of ['https://evil.example', 'null', 'scram://evil', 'file://']) {
    const init = { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body: '{}' };
    expect((await app.ask('fetch', { url: 'scram://app/api/kill', init })).status, origin).toBe(403);
  }
  expect((await app.ask('fetch', { url: 'scram://evil/api/state' })).status).toBe(403);
  expect((await scene.call('/api/state')).json.state).toBe('armed');
  expect(await app.ask('invoke', { channel, url: 'scram://app/', isTop: true })).toMatchObject({ ok: true });
  expect(await app.ask('invoke', { channel, url: 'scram://app/', isTop: false })).toEqual(refused);
  const elsewhere = 'https://evil.example/scram://app/';
  expect(await app.ask('invoke', { channel, url: elsewhere, isTop: true })).toEqual(refused);
  expect(await app.ask('leave', 'https://evil.example/')).toEqual({
    navigate: true,
    frame: true,
    redirect: true,
    webview: true,
    open: true,
  });
  expect(await app.ask('permissions')).toEqual({ requested: false, checked: false, device: false });
});

test.concurrent('a page from elsewhere that reaches the handler can’t kill, nor ask the app anything', async ({
  scene,
  skip,
}) => {
  skip(!canShowWindows, noWindows);
  skip(electron !== null, 'only the double’s handler has a port');
  const app = await scene.launch();
  await scene.shows(app, 'armed');
  const page = await app.window();
  const address = new URL('/api/kill', page.url()).href;
  const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>x</title>'));
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
  const kill = (url: string) => fetch(url, { method: 'POST', mode: 'no-cors', body: '{"reason":"no harm meant"}' });
  await page.evaluate(`(${kill})(${JSON.stringify(address)})`);
  const asking = page.evaluate('scramDesktop.state()');
  await expect(asking).rejects.toThrow(/refused/);
  expect((await scene.call('/api/state')).json.state).toBe('armed');
  evil.close();
});
