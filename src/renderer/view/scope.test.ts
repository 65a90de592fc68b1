import { expect, test } from 'vitest';
import { armed, broker, killed } from '../testing/states.ts';
import { scopeSentence } from './scope.ts';

const named = (names: readonly string[], paper: boolean) => names.map((name) => broker({ name, paper }));

test('it says what a kill covers, money first, and names no more accounts than there is room for', () => {
  const paper = named(['lab', 'demo'], true);
  const many = named(['a', 'b', 'c', 'd', 'e'], false);
  expect(scopeSentence({ ...armed, brokers: [...paper, ...many] })).toBe(
    'Cancels and closes the whole account at every broker (LIVE: a, b, c and 2 more; PAPER: lab, demo).',
  );
  expect(scopeSentence({ ...armed, brokers: many.slice(0, 3) })).toContain('(LIVE: a, b, c).');
});

test('where no engine says which accounts there are, none is named; during a kill it is about that kill', () => {
  expect(scopeSentence(null)).toBe('Cancels and closes the whole account at every broker.');
  expect(scopeSentence(killed([]))).toMatch('joins this one');
});
