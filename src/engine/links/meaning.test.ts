import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerState } from './answer-state.ts';
import type { Frame } from './frame.ts';
import { freshCounters, judge, raised, type Verdict } from './judge.ts';
import { meaningOf } from './meaning.ts';

const frame = (over: Partial<Frame>): Frame => ({
  device: '1a2b3c4d',
  counter: 9n,
  type: 'H',
  level: 'closed',
  uptimeMs: 0,
  edgeMs: 0,
  press: 0n,
  boot: null,
  ...over,
});
const fresh = { isKnown: () => false, engaged: false };
const press = '1a2b3c4d-0000000000000005';
const newPress = { press, isNew: true };

test.each<[string, Partial<Frame>, Verdict, unknown]>([
  ['an accepted K', { type: 'K', level: 'open', press: 5n }, 'accepted', newPress],
  ['a late K', { type: 'K', level: 'open', press: 5n }, 'late', newPress],
  ['a K after the release', { type: 'K', level: 'closed', press: 5n }, 'accepted', newPress],
  ['an open heartbeat: the K was lost', { type: 'H', level: 'open', press: 5n }, 'accepted', newPress],
  ['an open boot', { type: 'B', level: 'open', press: 5n }, 'accepted', newPress],
  ['a late open heartbeat', { type: 'H', level: 'open', press: 5n }, 'late', null],
  ['a closed heartbeat', { type: 'H', level: 'closed' }, 'accepted', null],
  ['a release', { type: 'R', level: 'closed', press: 5n }, 'accepted', null],
  ['a wiring fault', { type: 'F', level: 'inconsistent', press: 5n }, 'accepted', null],
  ['a stale K', { type: 'K', level: 'open', press: 5n }, 'stale', null],
  ['a repeated K', { type: 'K', level: 'open', press: 5n }, 'duplicate', null],
  [
    'an open switch without a name',
    { type: 'H', level: 'open' },
    'accepted',
    { press: '1a2b3c4d-0000000000000009', isNew: true },
  ],
])('%s', (_name, over, verdict, signal) => {
  expect(meaningOf(frame(over), verdict, fresh).signal).toEqual(signal);
});

test.each(['K', 'H', 'B', 'R', 'F'] as const)('a known press is a receipt in a %s', (type) => {
  const known = { isKnown: (id: string) => id === press, engaged: false };
  expect(meaningOf(frame({ type, level: 'open', press: 5n }), 'late', known).signal).toEqual({ press, isNew: false });
});

test('an open switch without a name does not pull an engaged switch again', () => {
  expect(meaningOf(frame({ level: 'open' }), 'accepted', { ...fresh, engaged: true }).signal).toBeNull();
});

test('only an accepted frame sets the level, and only one that is no repeat shows that the device lives', () => {
  const said = (verdict: Verdict) => {
    const { alive, level } = meaningOf(frame({ level: 'open', press: 5n }), verdict, fresh);
    return { alive, level };
  };
  expect(said('accepted')).toEqual({ alive: true, level: 'open' });
  expect(said('late')).toEqual({ alive: true, level: null });
  expect(said('duplicate')).toEqual({ alive: false, level: null });
  expect(said('stale')).toEqual({ alive: false, level: null });
});

test('whatever the order of frames, a counter counts once and the mark never falls', () => {
  const counter = fc.oneof(fc.bigInt(0n, 200n), fc.bigInt(0n, 2n ** 64n - 1n));
  fc.assert(
    fc.property(fc.array(counter, { maxLength: 300 }), (numbers) => {
      let counters = freshCounters;
      const taken = new Set<bigint>();
      for (const number of numbers) {
        const before = counters.highWater;
        const judged = judge(counters, number);
        if (judged.verdict === 'accepted') {
          expect(number > before && !taken.has(number)).toBe(true);
          taken.add(number);
        }
        if (judged.verdict === 'stale') expect(before - number > 64n).toBe(true);
        counters = judged.counters;
        expect(
          counters.highWater >= before && counters.highWater >= (judged.verdict === 'accepted' ? number : 0n),
        ).toBe(true);
        expect(counters.seen.length).toBeLessThanOrEqual(64);
      }
    }),
  );
});

test('a raised mark keeps what was seen, and is never lowered', () => {
  const { counters } = judge(freshCounters, 70n);
  expect(raised(counters, 80n)).toEqual({ highWater: 80n, seen: [70n] });
  expect(raised(counters, 60n)).toBe(counters);
});

test('the letter of an answer', () => {
  const calm = { state: 'armed', flat: null, degraded: false, deadManTriggered: false } as const;
  expect(answerState(calm)).toBe('A');
  expect(answerState({ ...calm, deadManTriggered: true })).toBe('U');
  expect(answerState({ ...calm, degraded: true, deadManTriggered: true })).toBe('X');
  expect(answerState({ ...calm, state: 'killing', flat: false, degraded: true })).toBe('P');
  expect(answerState({ ...calm, state: 'killed', flat: false })).toBe('P');
  expect(answerState({ ...calm, state: 'killed', flat: true, deadManTriggered: true })).toBe('D');
});
