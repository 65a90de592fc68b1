import { expect, test } from 'vitest';
import type { BotHold } from '../../shared/api/bots.ts';
import { holdsIn, raises, sends } from './holds.ts';

const hold: BotHold = { to: 'pause', since: '2026-01-01T00:00:00.000Z', cause: 'silence', killId: null };
const row = (kind: string, held: unknown) => {
  return { seq: 1, at: hold.since, kind, source: 'engine' as const, killId: null, reason: '', data: { held } };
};

test('the newest row tells who is held', () => {
  const rows = [row('BOT_RESUMED', { ft: hold }), row('BOTS_HELD', { ft: hold, svc: hold })];
  expect(holdsIn(rows)).toEqual({ ft: hold });
  expect(holdsIn([])).toEqual({});
});

test('a hold is never lowered', () => {
  expect(raises(null, 'pause')).toBe(true);
  expect(raises(hold, 'halt')).toBe(true);
  expect(raises(hold, 'pause')).toBe(false);
  expect(raises({ ...hold, to: 'halt' }, 'pause')).toBe(false);
});

test('a bot that is held from before is told again by another kill, and by what holds anew; by the same again it is not', () => {
  const halted: BotHold = { ...hold, to: 'halt', killId: 'k1' };
  expect(sends(null, 'pause', null, false)).toBe(true);
  expect(sends(hold, 'halt', 'k1', false)).toBe(true);
  expect(sends(halted, 'halt', 'k1', false)).toBe(false);
  expect(sends(halted, 'halt', 'k2', false)).toBe(true);
  expect(sends(hold, 'pause', null, false)).toBe(false);
  expect(sends(hold, 'pause', null, true)).toBe(true);
  expect(sends(halted, 'pause', null, true)).toBe(false);
});
