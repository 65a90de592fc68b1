import { expect, test } from 'vitest';
import type { EngineState } from '../shared/api/state.ts';
import { clientLimits } from './limits.ts';
import type { Timers } from './timers.ts';
import { applyChange, type EngineView, reconnectDelayMs } from './view.ts';
import { watchEngine } from './watch.ts';

const at = '2026-11-21T09:14:03.000Z';
const state: EngineState = {
  state: 'armed',
  flat: null,
  trading: true,
  reason: null,
  deadMan: { state: 'ok', deadline: at, lastCheckIn: null, windowMs: 86_400_000 },
  killId: null,
  since: at,
  paper: true,
  version: '0',
  at,
  startedAt: at,
  kill: null,
  lastReset: null,
  brokers: [],
  devices: [],
  peers: [],
  bots: [],
  alerts: { channels: [], recent: [], unacknowledged: null },
  triggers: [],
  telegram: null,
  conditions: [],
  degraded: null,
};

test('a change replaces whole fields and leaves the rest and its input alone', () => {
  const before = structuredClone(state);
  const after = applyChange(state, { state: 'killing', flat: false });
  expect(after).toEqual({ ...before, state: 'killing', flat: false });
  expect(state).toEqual(before);
});

test('reconnect delays double, are capped, and are jittered over their upper half', () => {
  const limits = { reconnectFirstMs: 100, reconnectMaxMs: 3_000 };
  expect([0, 1, 2, 10, 2_000].map((attempt) => reconnectDelayMs(attempt, 1, limits))).toEqual([
    100, 200, 400, 3_000, 3_000,
  ]);
  expect(reconnectDelayMs(1, 0, limits)).toBe(100);
});

test('a snapshot, changes over it, and after a break a fresh snapshot in place of everything', async () => {
  const world = watchedWorld();
  expect(world.views).toMatchObject([{ link: 'connecting', state: null, failure: null }]);
  await world.send('snapshot', state);
  await world.send('change', { trading: false, reason: 'engine degraded' });
  expect(world.last()).toMatchObject({ link: 'live', state: { trading: false, reason: 'engine degraded' } });
  await world.end();
  await world.advance(clientLimits.reconnectFirstMs);
  expect(world.last()).toMatchObject({
    link: 'connecting',
    state: { trading: false },
    failure: { code: 'unanswered' },
  });
  await world.send('change', { trading: true });
  expect(world.last().link).toBe('connecting');
  await world.send('snapshot', { ...state, version: '1' });
  expect(world.last()).toEqual({ link: 'live', state: { ...state, version: '1' } });
});

test('three seconds without a byte are stale, until a new snapshot; a keep-alive is a byte', async () => {
  const world = watchedWorld();
  await world.send('snapshot', state);
  await world.advance(2_900);
  await world.sendText(':\n\n');
  await world.advance(2_900);
  expect(world.last().link).toBe('live');
  await world.advance(100);
  expect(world.last()).toMatchObject({ link: 'stale', state });
  await world.advance(clientLimits.reconnectFirstMs);
  expect(world.connections()).toBe(2);
  expect(world.last()).toMatchObject({ link: 'stale', state });
  await world.send('snapshot', state);
  expect(world.last().link).toBe('live');
});

test('an engine that accepts and says nothing is tried again and again', async () => {
  const world = watchedWorld();
  await world.advance(20_000);
  expect(world.connections()).toBeGreaterThan(3);
  expect(world.last()).toMatchObject({ link: 'stale', state: null });
});

test('what does not fit ends the connection: nothing is shown of it', async () => {
  const world = watchedWorld();
  await world.send('snapshot', { state: 'fine' });
  await world.advance(clientLimits.reconnectFirstMs);
  expect(world.last()).toMatchObject({ link: 'connecting', state: null, failure: { code: 'misfit' } });
  expect(world.connections()).toBe(2);
});

test('an event of a name that we do not know is passed over', async () => {
  const world = watchedWorld();
  await world.send('weather', { sunny: true });
  await world.send('snapshot', state);
  expect(world.last().link).toBe('live');
});

test('who is not let in stops trying', async () => {
  const world = watchedWorld(() =>
    Response.json({ error: { code: 'unauthenticated', message: 'm', hint: 'h' } }, { status: 401 }),
  );
  await world.advance(60_000);
  expect(world.last()).toMatchObject({ link: 'refused', failure: { code: 'unauthenticated' } });
  expect(world.connections()).toBe(1);
  expect(world.pendingTimers()).toBe(0);
});

test('after stop nothing is shown, nothing is tried, no timer is left', async () => {
  const world = watchedWorld();
  await world.send('snapshot', state);
  world.stop();
  const shown = world.views.length;
  await world.advance(60_000);
  expect(world.views).toHaveLength(shown);
  expect(world.connections()).toBe(1);
  expect(world.pendingTimers()).toBe(0);
});

/** An engine's stream by hand, and time that passes when told to. */
function watchedWorld(answer?: () => Response) {
  const views: EngineView[] = [];
  const timers = manualTimers();
  let connections = 0;
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const fetch: typeof globalThis.fetch = async (_, init) => {
    connections += 1;
    if (answer) return answer();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        stream = controller;
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
      },
    });
    return new Response(body);
  };
  const stop = watchEngine(
    {
      endpoint: async () => ({ ok: true, value: { baseUrl: 'http://engine' } }),
      source: 'cli',
      fetch,
      timers,
      random: () => 0.999,
    },
    { onView: (view) => views.push(view) },
  );
  const sendText = async (text: string): Promise<void> => {
    await settle();
    stream?.enqueue(new TextEncoder().encode(text));
    await settle();
  };
  return {
    views,
    stop,
    sendText,
    last: () => views.at(-1) ?? { link: 'connecting', state: null, failure: null },
    connections: () => connections,
    pendingTimers: timers.pending,
    send: (event: string, data: unknown) => sendText(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    async end() {
      await settle();
      stream?.close();
      await settle();
    },
    async advance(ms: number) {
      await settle();
      await timers.advance(ms);
    },
  };
}

/** Lets every promise that can go on go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

function manualTimers(): Timers & { advance(ms: number): Promise<void>; pending(): number } {
  let nowMs = 0;
  const due = new Map<symbol, { atMs: number; run: () => void }>();
  return {
    nowMs: () => nowMs,
    pending: () => due.size,
    after(delayMs, run) {
      const id = Symbol();
      due.set(id, { atMs: nowMs + delayMs, run });
      return () => void due.delete(id);
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = [...due].filter(([, each]) => each.atMs <= untilMs).sort((a, b) => a[1].atMs - b[1].atMs)[0];
        if (!next) break;
        due.delete(next[0]);
        nowMs = Math.max(nowMs, next[1].atMs);
        next[1].run();
        await settle();
      }
      nowMs = untilMs;
    },
  };
}
