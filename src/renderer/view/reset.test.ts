import { expect, test } from 'vitest';
import type { DeviceState } from '../../shared/api/state.ts';
import { aapl, armed, broker, flatten, killed } from '../testing/states.ts';
import {
  heldTriggers,
  isResetable,
  openNames,
  openThings,
  preconditions,
  type ResetForm,
  type ResetRefusal,
} from './reset.ts';

const good: ResetForm = {
  reason: 'prices checked, feed is back',
  confirm: 'RESET',
  accepted: new Set(),
  acknowledged: new Set(),
};

function unmet(...[state, form, open]: Parameters<typeof preconditions>): string[] {
  return preconditions(state, form, open).flatMap(({ id, met }) => (met ? [] : [id]));
}

test('there is something to reset while latched, or when a journal was replaced', () => {
  const replaced = { severity: 'critical', sentence: 's', nextAction: 'n', since: armed.since } as const;
  expect(isResetable(armed)).toBe(false);
  expect(isResetable(killed([]))).toBe(true);
  expect(isResetable({ ...armed, conditions: [{ id: 'journal_replaced', ...replaced }] })).toBe(true);
});

test('a flat kill wants the reason and the word', () => {
  const flat = killed([]);
  expect(unmet(flat, good, [])).toEqual([]);
  expect(unmet(flat, { ...good, reason: 'ok', confirm: 'reset' }, [])).toEqual(['reason', 'confirm']);
  expect(unmet(flat, { ...good, reason: 'longerthaneight' }, [])).toEqual(['reason']);
});

test('a trigger that still holds wants to be acknowledged by its name', () => {
  const trigger = { name: 'PortfolioDrawdown', words: 'drawdown 30.0 % ≥ 25.0 %', since: armed.since, spent: true };
  const over = { ...trigger, name: 'MarginCall', state: 'clear' as const };
  const state = { ...killed([]), triggers: [{ ...trigger, state: 'holds' as const }, over] };
  expect(heldTriggers(state).map(({ name }) => name)).toEqual(['PortfolioDrawdown']);
  expect(unmet(state, good, [])).toEqual(['triggers']);
  expect(unmet(state, { ...good, acknowledged: new Set(['MarginCall']) }, [])).toEqual(['triggers']);
  expect(unmet(state, { ...good, acknowledged: new Set(['PortfolioDrawdown']) }, [])).toEqual([]);
});

test('a switch that is thrown, broken or unheard stands against it, unless its device is retired', () => {
  const device = {
    id: 'b1',
    name: 'desk',
    onSilence: 'alarm',
    lastPress: null,
    version: null,
    fault: null,
  } as const;
  const at = (level: DeviceState['level'], retired = false) =>
    unmet({ ...killed([]), devices: [{ ...device, paths: [], level, retired }] }, good, []);
  expect(at('closed')).toEqual([]);
  for (const level of ['open', 'inconsistent', 'unknown'] as const) expect(at(level)).toEqual(['switch b1']);
  expect(at('open', true)).toEqual([]);
});

test('what can not be recorded is not reset', () => {
  expect(unmet({ ...killed([]), degraded: 'ENOSPC' }, good, [])).toEqual(['recordable']);
});

test('a kill at work is waited for', () => {
  expect(unmet({ ...killed([]), state: 'killing' }, good, [])).toEqual(['settled']);
});

test('what is open wants to be accepted by its name and size', () => {
  const state = killed([aapl]);
  const open = openThings(state, null);
  expect(open).toEqual([{ accept: 'demo/AAPL@120', sentence: 'waits for the market to open (closed until 14:30)' }]);
  expect(unmet(state, good, open)).toEqual(['flat']);
  expect(unmet(state, { ...good, accepted: new Set(['demo/AAPL@119']) }, open)).toEqual(['flat']);
  expect(unmet(state, { ...good, accepted: new Set(['demo/AAPL@120']) }, open)).toEqual([]);
});

test('a refusal was read later than the stream: its size counts, until the stream has news', () => {
  const state = killed([aapl]);
  const refusal: ResetRefusal = {
    message: 'm',
    hint: 'h',
    openThen: openNames(state),
    against: [
      { code: 'residual', message: 'demo: 80 AAPL is still held', accept: 'demo/AAPL@80' },
      { code: 'residual', message: 'demo: 1 TSLA is still held', accept: 'demo/TSLA@1' },
      { code: 'signal', message: 'a signal' },
    ],
  };
  expect(openThings(state, refusal).map(({ accept }) => accept)).toEqual(['demo/AAPL@80', 'demo/TSLA@1']);
  const later = killed([{ ...aapl, quantity: '60', accept: 'demo/AAPL@60' }]);
  expect(openThings(later, refusal).map(({ accept }) => accept)).toEqual(['demo/AAPL@60']);
});

test('the same words as the stream already has are not said twice', () => {
  const state = killed([aapl]);
  const against = [{ code: 'residual' as const, message: 'other words', accept: aapl.accept }];
  const open = openThings(state, { message: 'm', hint: 'h', openThen: openNames(state), against });
  expect(open).toEqual(openThings(state, null));
});

test('what is open is gathered from every broker', () => {
  const other = broker({ name: 'spot', flatten: flatten({ residuals: [{ ...aapl, accept: 'spot/AAPL@120' }] }) });
  const state = killed([aapl]);
  expect(openNames({ ...state, brokers: [...state.brokers, other] })).toEqual(['demo/AAPL@120', 'spot/AAPL@120']);
});
