import { expect, test, vi } from 'vitest';
import { pageLimits } from '../limits.ts';
import { armed } from '../testing/states.ts';
import { followEngine } from './follow.ts';

/** An engine that greets each stream with a snapshot and then says nothing; `answer` decides on everything else. */
function world(answer: (path: string) => Response = () => Response.json({ signedIn: true })) {
  const asked: string[] = [];
  let nowMs = 1_000_000;
  const following = followEngine({
    endpoint: { baseUrl: '' },
    source: 'window',
    async fetch(input) {
      asked.push(String(input));
      return String(input) === '/api/events' ? stream() : answer(String(input));
    },
    timers: { nowMs: () => nowMs, after: () => () => {} },
    random: () => 0,
    wallMs: () => nowMs,
  });
  return {
    following,
    asked,
    pass: (ms: number) => {
      nowMs += ms;
    },
    isLive: () => vi.waitFor(() => expect(following.heard()).toEqual({ link: 'live', state: armed })),
  };
}

function stream(): Response {
  const snapshot = new TextEncoder().encode(`event: snapshot\ndata: ${JSON.stringify(armed)}\n\n`);
  return new Response(new ReadableStream({ start: (controller) => controller.enqueue(snapshot) }));
}

test('what was heard before a sleep is not believed after it', async () => {
  const { following, asked, pass, isLive } = world();
  following.start();
  await isLive();
  pass(pageLimits.sleepGapMs - 1);
  following.checkForSleep();
  expect(following.heard().link).toBe('live');
  pass(pageLimits.sleepGapMs);
  following.checkForSleep();
  expect(following.heard()).toEqual({ link: 'opening' });
  await isLive();
  expect(asked).toEqual(['/api/events', '/api/events']);
});

test('a code is spent before anything is asked, and a bad one is remembered', async () => {
  const error = { code: 'unauthenticated', message: 'This sign-in code is not good.', hint: 'h' };
  const { following, asked, isLive } = world(() => Response.json({ error }, { status: 401 }));
  await following.signIn('spent');
  expect(following.codeFailure()).toMatchObject(error);
  await isLive();
  expect(asked).toEqual(['/api/session', '/api/events']);
});

test('running times go by the engine’s clock, whatever this machine’s says', async () => {
  const { following, pass, isLive } = world();
  expect(following.engineNowMs()).toBe(1_000_000);
  following.start();
  await isLive();
  expect(following.engineNowMs()).toBe(Date.parse(armed.at));
  pass(1_250);
  expect(following.engineNowMs()).toBe(Date.parse(armed.at) + 1_250);
});
