import { expect, test } from 'vitest';
import type { BotHold } from '../../shared/api/bots.ts';
import { holdsIn, raises } from './holds.ts';

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
