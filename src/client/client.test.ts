import { expect, test } from 'vitest';
import { createClient, pathOf } from './client.ts';

interface Sent {
  url: string;
  init: RequestInit;
}

function clientAnswering(answer: () => Response | Promise<Response>) {
  const sent: Sent[] = [];
  const client = createClient({
    endpoint: { baseUrl: 'http://engine', token: 'secret' },
    source: 'cli',
    fetch: async (input, init) => {
      sent.push({ url: String(input), init: init ?? {} });
      return answer();
    },
  });
  return { client, sent };
}

const killed = { status: 'killed', killId: 'k', state: 'killing', journaled: true };

test('a call names its source and its token, and takes what fits the schema', async () => {
  const { client, sent } = clientAnswering(() => Response.json(killed));
  expect(await client.kill({ request: { reason: 'why' } })).toEqual({ ok: true, value: killed });
  expect(sent).toMatchObject([
    {
      url: 'http://engine/api/kill',
      init: {
        method: 'POST',
        body: '{"reason":"why"}',
        headers: { authorization: 'Bearer secret', 'x-scram-source': 'cli', 'content-type': 'application/json' },
      },
    },
  ]);
});

test('without a token no authorization is sent: the page has its cookie', async () => {
  let headers: unknown;
  const client = createClient({
    endpoint: { baseUrl: '' },
    source: 'window',
    fetch: async (_, init) => {
      headers = init?.headers;
      return Response.json({ liquidations: [] });
    },
  });
  expect(await client.liquidations()).toEqual({ ok: true, value: { liquidations: [] } });
  expect(headers).toEqual({ 'x-scram-source': 'window' });
});

test('a refusal by the engine is that refusal, and has not landed', async () => {
  const failure = {
    code: 'not_now',
    message: 'm',
    hint: 'h',
    against: [{ code: 'killing', message: 'still killing' }],
  };
  const { client } = clientAnswering(() => Response.json({ error: failure }, { status: 409 }));
  const answer = await client.reset({ request: { reason: 'it is safe', confirm: 'RESET' } });
  expect(answer).toEqual({ ok: false, failure: { ...failure, mayHaveLanded: false } });
});

test.each([
  [
    'a server error',
    () => Response.json({ error: { code: 'failed', message: 'm', hint: 'h' } }, { status: 500 }),
    'failed',
    true,
  ],
  [
    'a refusal because nothing can be recorded',
    () => Response.json({ error: { code: 'degraded', message: 'm', hint: 'h' } }, { status: 503 }),
    'degraded',
    false,
  ],
  ['another shape', () => Response.json({ status: 'killed' }), 'misfit', true],
  ['no JSON', () => new Response('<html>', { status: 200 }), 'misfit', true],
  ['a stranger’s refusal', () => new Response('nope', { status: 404 }), 'misfit', false],
  ['a refused connection', () => Promise.reject(fetchFailed('ECONNREFUSED')), 'unreachable', false],
  ['a reset connection', () => Promise.reject(fetchFailed('ECONNRESET')), 'unanswered', true],
  ['a browser’s network error', () => Promise.reject(new TypeError('Failed to fetch')), 'unanswered', true],
])('a kill that meets %s', async (_, answer, code, mayHaveLanded) => {
  const { client } = clientAnswering(answer);
  expect(await client.kill({ request: {} })).toMatchObject({ ok: false, failure: { code, mayHaveLanded } });
});

test('a question never may have landed', async () => {
  const { client } = clientAnswering(() => Promise.reject(fetchFailed('ECONNRESET')));
  expect(await client.state()).toMatchObject({ ok: false, failure: { code: 'unanswered', mayHaveLanded: false } });
});

test('a call that gets no answer ends by its time limit', async () => {
  const client = createClient({
    endpoint: { baseUrl: 'http://engine' },
    source: 'cli',
    fetch: (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
  });
  const answer = await client.kill({ request: {}, timeoutMs: 5 });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'unanswered', mayHaveLanded: true } });
  expect(answer.ok ? '' : answer.failure.message).toContain('timed out');
});

test('parameters are encoded, and absent query values left out', () => {
  expect(pathOf('/api/brokers/:name/shock', { params: { name: 'a/b c' } })).toBe('/api/brokers/a%2Fb%20c/shock');
  expect(pathOf('/api/journal', { query: { q: 'x&y', before: undefined, limit: 5 } })).toBe(
    '/api/journal?q=x%26y&limit=5',
  );
  expect(() => pathOf('/api/liquidations/:killId', {})).toThrow('killId');
});

/** As Node's `fetch` fails: the system's error under `cause`. */
function fetchFailed(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });
}
