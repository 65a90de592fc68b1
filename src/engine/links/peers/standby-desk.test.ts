import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeDesk } from '../../kill/fixture.ts';
import type { KillDesk } from '../../kill/kill-switch.ts';
import { looseSwitch } from '../../kill/loose-switch.ts';
import { replay } from '../../switch/recorded.ts';
import { standbyDesk } from './standby-desk.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig(readNow?: KillDesk['readNow']) {
  const desk = new FakeDesk();
  const standby = standbyDesk({ ...desk.asDesk(), ...(readNow && { readNow }) }, 3_000);
  return { desk, standby };
}

it('leaves the account to the primary for a while, and reads it before it begins', async () => {
  const { desk, standby } = rig();
  standby.engage('k');
  await vi.advanceTimersByTimeAsync(2_999);
  expect(desk.killId).toBe(null);
  await vi.advanceTimersByTimeAsync(1);
  expect(desk.killId).toBe('k');
});

it('begins also when that reading hangs', async () => {
  const { desk, standby } = rig(() => new Promise(() => undefined));
  standby.engage('k');
  await vi.advanceTimersByTimeAsync(7_999);
  expect(desk.killId).toBe(null);
  await vi.advanceTimersByTimeAsync(1);
  expect(desk.killId).toBe('k');
});

it('does not begin what has been reset meanwhile', async () => {
  const { desk, standby } = rig(() => new Promise(() => undefined));
  standby.engage('k');
  await vi.advanceTimersByTimeAsync(4_000);
  standby.disengage();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(desk.killId).toBe(null);
});

it('shows a reset what is left in the account also before it has begun', async () => {
  const { standby } = rig(async () => ({
    ok: true,
    book: { equity: '1', currency: 'USD', positions: [{ symbol: 'X', quantity: '5', lastPrice: '1' }], orders: [] },
    startedMs: 0,
    finishedMs: 0,
  }));
  const clock = { wallMs: () => Date.now(), monotonicMs: () => Date.now() };
  const killSwitch = looseSwitch({ clock, desks: [standby] });
  const of = { seq: 1, at: '2026-01-01T00:00:00.000Z', source: 'engine', killId: 'k', reason: null } as const;
  const residuals = [{ broker: 'b', symbol: 'X', quantity: '5', outcome: 'failed', words: 'w', accept: 'b/X@5' }];
  killSwitch.remember(
    replay(killSwitch.state(), [
      { ...of, kind: 'KILL_FIRED', reason: 'by hand', data: { from: 'test' } },
      { ...of, kind: 'KILL_SETTLED', data: { flat: false, elapsedMs: 1, residuals } },
    ]),
  );
  standby.engage('k');
  const answer = killSwitch.reset({ reason: 'looked at it', confirm: 'RESET' }, 'cli');
  await vi.advanceTimersByTimeAsync(0);
  expect(await answer).toMatchObject({ ok: false, failure: { against: [{ code: 'residual', accept: 'b/X@5' }] } });
});
