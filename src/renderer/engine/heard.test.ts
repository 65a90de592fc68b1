import { expect, test } from 'vitest';
import { clientLimits } from '../../client/limits.ts';
import { armed } from '../testing/states.ts';
import { hear, liveState, opening } from './heard.ts';

const live = { link: 'live', state: armed } as const;
const failure = { code: 'unanswered', message: 'm', hint: 'h', mayHaveLanded: false } as const;

test('before the first answer nothing is known, not even that there is no engine', () => {
  expect(hear(opening, { link: 'connecting', state: null, failure: null }, 1)).toEqual(opening);
  expect(hear(opening, { link: 'connecting', state: null, failure }, 1)).toEqual({ link: 'gone', last: null, failure });
});

test('a connection that ends takes the state with it at once', () => {
  const gone = hear(live, { link: 'connecting', state: armed, failure }, 5_000);
  expect(gone).toEqual({ link: 'gone', last: { state: armed, atMs: 5_000 }, failure });
  expect(liveState(gone)).toBeNull();
});

test('a silent connection was last heard when the silence began, and further failures do not move that', () => {
  const gone = hear(live, { link: 'stale', state: armed, failure: null }, 50_000);
  const atMs = 50_000 - clientLimits.silenceMs;
  expect(gone).toEqual({ link: 'gone', last: { state: armed, atMs }, failure: null });
  expect(hear(gone, { link: 'stale', state: armed, failure }, 90_000)).toEqual({ ...gone, failure });
  expect(hear(gone, { link: 'connecting', state: armed, failure }, 90_000)).toEqual({ ...gone, failure });
});

test('the engine that answers again is believed again', () => {
  const gone = hear(live, { link: 'connecting', state: armed, failure }, 5_000);
  expect(hear(gone, live, 6_000)).toEqual(live);
});

test('a refusal shows no state at all', () => {
  expect(hear(live, { link: 'refused', state: armed, failure }, 1)).toEqual({ link: 'refused', failure });
});
