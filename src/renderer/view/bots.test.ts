import { expect, test } from 'vitest';
import type { BotState } from '../../shared/api/bots.ts';
import { botWord, isResumable } from '../../shared/bot-words.ts';
import { armed, firedAt, killed } from '../testing/states.ts';
import { botsInOrder, botsSentence, resumePreconditions } from './bots.ts';

const common = { name: 'it', kind: 'process', held: null, returns: 0, since: firedAt, words: '' } as const;
const held = { to: 'halt', since: firedAt, cause: 'kill switch engaged', killId: 'k1' } as const;

test('a word for each state; one that nobody has halted is not called halted', () => {
  const word = (over: Partial<BotState>) => botWord({ ...common, ...over } as BotState);
  expect(word({ state: 'unknown', asked: null })).toBe('not checked');
  expect(word({ state: 'unknown', asked: 'halt' })).toBe('told to halt, not confirmed');
  expect(word({ state: 'halted' })).toBe('not running');
  expect(word({ state: 'halted', held })).toBe('halted');
  expect(word({ state: 'failed', wanted: 'halt' })).toBe('not halted');
  expect(word({ state: 'failed', wanted: 'run' })).toBe('not resumed');
});

test('a fault stands first, and what is not confirmed before what is', () => {
  const bots: BotState[] = [
    { ...common, name: 'a', state: 'running' },
    { ...common, name: 'b', state: 'unknown', asked: 'halt' },
    { ...common, name: 'c', state: 'unknown', asked: null },
    { ...common, name: 'd', state: 'failed', wanted: 'halt' },
  ];
  expect(botsInOrder(bots).map(({ name }) => name)).toEqual(['d', 'b', 'a', 'c']);
});

test('the row counts them by word, the worst first', () => {
  const bots: BotState[] = [
    { ...common, name: 'a', state: 'running' },
    { ...common, name: 'b', state: 'failed', wanted: 'halt' },
    { ...common, name: 'c', state: 'running' },
  ];
  expect(botsSentence(bots)).toBe('1 not halted · 2 running');
});

test('a bot can be resumed when it is held, and again when that has failed', () => {
  expect(isResumable({ ...common, state: 'halted', held })).toBe(true);
  expect(isResumable({ ...common, state: 'failed', wanted: 'run' })).toBe(true);
  expect(isResumable({ ...common, state: 'running' })).toBe(false);
});

test('a resume waits for both latches and a reason', () => {
  const missing = (...given: Parameters<typeof resumePreconditions>) =>
    resumePreconditions(...given).filter(({ met }) => !met);
  expect(missing(armed, 'looked at the bot')).toEqual([]);
  expect(missing(armed, 'ok').map(({ id }) => id)).toEqual(['reason']);
  const triggered = { ...killed([]), deadMan: { ...armed.deadMan, state: 'triggered' as const } };
  expect(missing(triggered, 'looked at the bot').map(({ id }) => id)).toEqual(['latch', 'dead_man']);
  expect(missing(null, 'looked at the bot').map(({ id }) => id)).toEqual(['engine']);
});
