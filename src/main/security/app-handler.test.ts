import { expect, test } from 'vitest';
import type { Endpoint } from '../../client/client.ts';
import type { Called } from '../../client/failure.ts';
import { shellLimits } from '../limits.ts';
import { appHandler } from './app-handler.ts';

const there: Called<Endpoint> = { ok: true, value: { baseUrl: 'http://127.0.0.1:1', token: 'secret' } };
const gone: Called<Endpoint> = {
  ok: false,
  failure: { code: 'unreachable', message: 'No engine is running.', hint: 'h', mayHaveLanded: false },
};

function handler(fetch: typeof globalThis.fetch, endpoint = there) {
  return appHandler({ pageDir: '/nowhere', endpoint: () => endpoint, fetch });
}

const kill = () => new Request('scram://app/api/kill', { method: 'POST', body: '{"reason":"r"}' });

test('the engine is given the token and the source, and of the page’s headers only what it needs', async () => {
  let sent: Headers | undefined;
  const answer = await handler(async (url, init) => {
    expect(String(url)).toBe('http://127.0.0.1:1/api/journal?limit=1');
    sent = new Headers(init?.headers);
    return Response.json({ rows: [] }, { headers: { 'set-cookie': 'a=b', 'x-other': '1' } });
  })(
    new Request('scram://app/api/journal?limit=1', {
      headers: { accept: 'application/json', 'x-scram-source': 'cli', authorization: 'Bearer forged', 'x-more': '1' },
    }),
  );
  expect(Object.fromEntries(sent ?? [])).toEqual({
    accept: 'application/json',
    authorization: 'Bearer secret',
    'x-scram-source': 'window',
  });
  expect([...answer.headers.keys()]).toEqual(['content-type']);
});

test('where there is no engine nothing is sent, and the page may believe that', async () => {
  const never: typeof globalThis.fetch = () => expect.unreachable('nothing may be sent');
  const answer = await handler(never, gone)(kill());
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: 'degraded', message: 'No engine is running.' } });
  const refused = await handler(async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) });
  })(kill());
  expect(refused.status).toBe(503);
});

test('a call that broke off on its way is broken for the page too: it may have landed', async () => {
  const answer = await handler(async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code: 'ECONNRESET' }) });
  })(kill());
  expect(answer.type).toBe('error');
});

test('an answer without a body, and a body that is too long', async () => {
  expect((await handler(async () => new Response(null, { status: 204 }))(kill())).status).toBe(204);
  const long = new Request('scram://app/api/config', { method: 'PUT', body: 'x'.repeat(shellLimits.bodyBytes + 1) });
  expect((await handler(() => expect.unreachable())(long)).status).toBe(413);
});

test('files are read and never written to', async () => {
  const post = new Request('scram://app/index.html', { method: 'POST', body: '' });
  expect((await handler(() => expect.unreachable())(post)).status).toBe(400);
});
