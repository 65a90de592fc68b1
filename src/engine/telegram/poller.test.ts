import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Told } from './bot-api.ts';
import { telegramLimits } from './limits.ts';
import { Poller, retryInMs } from './poller.ts';

const passing = { kind: 'passing', words: '' } as const;

describe('the time until the next try', () => {
  it('doubles up to a minute, and is up to half of it less by chance', () => {
    expect([1, 2, 3, 6].map((failures) => retryInMs(passing, failures, 0))).toEqual([1_000, 2_000, 4_000, 32_000]);
    expect(retryInMs(passing, 1_000, 0)).toBe(60_000);
    expect(retryInMs(passing, 1_000, 1)).toBe(30_000);
  });

  it('is what Telegram says, up to an hour', () => {
    expect(retryInMs({ kind: 'too_many', words: '', retryAfterMs: 7_000 }, 5, 1)).toBe(7_000);
    expect(retryInMs({ kind: 'too_many', words: '', retryAfterMs: 1e12 }, 1, 0)).toBe(3_600_000);
  });

  it('is a minute where a person must mend something', () => {
    expect(retryInMs({ kind: 'bad_token', words: '' }, 1, 1)).toBe(60_000);
    expect(retryInMs({ kind: 'other_poller', words: '' }, 9, 0)).toBe(60_000);
  });
});

describe('what came in before the start', () => {
  const update = (update_id: number) => ({ update_id });

  /** A poller that is given these answers, one after the other, and then none. */
  async function given(answers: readonly (readonly unknown[])[]) {
    const heard: [ids: number[], fromBefore: boolean][] = [];
    const asked: [offset: number, waitMs: number][] = [];
    let left = [...answers];
    const poller = new Poller({
      api: {
        updates(offset, waitMs, signal): Promise<Told<unknown[]>> {
          asked.push([offset, waitMs]);
          const [next, ...rest] = left;
          left = rest;
          if (next !== undefined) return Promise.resolve({ ok: true, value: [...next] });
          if (waitMs === 0) return Promise.resolve({ ok: true, value: [] });
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: true, value: [] })));
        },
      },
      clock: systemClock,
      random: () => 0,
      onUpdates: (updates, fromBefore) => heard.push([updates.map(({ update_id }) => update_id), fromBefore]),
      onListening: () => heard.push([[], true]),
      onChange: () => undefined,
      reportBug: (bug) => {
        throw bug;
      },
    });
    poller.start();
    await new Promise((resolve) => setTimeout(resolve, 60 * (answers.length + 2)));
    await poller.stop();
    return { heard, asked };
  }

  it('is all that was there at the first look, in however many answers', async () => {
    const full = Array.from({ length: telegramLimits.batch }, (_, index) => update(index + 1));
    const { heard, asked } = await given([full, [update(11)], [update(12)]]);
    expect(heard.map(([ids, fromBefore]) => [ids.length, fromBefore])).toEqual([
      [10, true],
      [1, true],
      [0, true],
      [1, false],
    ]);
    expect(asked.slice(0, 3)).toEqual([
      [0, 0],
      [11, 0],
      [12, telegramLimits.pollMs],
    ]);
  });

  it('is confirmed when the poller stops, so that it is not there again', async () => {
    const { asked } = await given([[], [update(41)]]);
    expect(asked.at(-1)).toEqual([42, 0]);
  });
});

describe('a fault of ours', () => {
  it('is reported, shows when it lasts, and ends no listening', async () => {
    const bugs: unknown[] = [];
    let nowMs = 0;
    let isBroken = true;
    let asked = 0;
    const poller = new Poller({
      api: {
        updates(_offset, waitMs, signal): Promise<Told<unknown[]>> {
          asked += 1;
          if (isBroken) return Promise.reject(new Error('not loaded'));
          if (waitMs === 0) return Promise.resolve({ ok: true, value: [] });
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: true, value: [] })));
        },
      },
      clock: { ...systemClock, monotonicMs: () => nowMs },
      random: () => 1,
      onUpdates: () => undefined,
      onListening: () => undefined,
      onChange: () => {
        throw new Error('nobody looks');
      },
      reportBug: (bug) => bugs.push(bug),
    });
    poller.start();
    await vi.waitFor(() => expect(bugs.map(String)).toEqual(['Error: not loaded', 'Error: nobody looks']));
    expect(poller.trouble()).toBeNull();
    nowMs = telegramLimits.deafAfterMs + 1;
    expect(poller.trouble()).toEqual({ kind: 'passing', words: 'a fault of Scram itself' });
    isBroken = false;
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1), 5_000);
    await vi.waitFor(() => expect(poller.trouble()).toBeNull());
    await poller.stop();
  });
});
