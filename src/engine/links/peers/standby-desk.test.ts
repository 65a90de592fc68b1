import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeDesk } from '../../kill/fixture.ts';
import type { KillDesk } from '../../kill/kill-switch.ts';
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
