import { expect, test } from 'vitest';
import { applyLatchEvent, engagedKill, initialSwitch, killOfPress, type SwitchState } from './latch.ts';
import { replay, storedSwitch } from './recorded.ts';
import { decideSignal, type KillSignal, type SignalEvent } from './signal.ts';

const at = '2026-01-01T00:00:00.000Z';
const byHand: KillSignal = { source: 'cli', reason: 'by hand', from: 'test' };
const press: KillSignal = { source: 'usb', reason: 'pressed', from: 'desk', killId: '1a2b3c4d-0000000000000002' };

function take(state: SwitchState, signal: KillSignal): { state: SwitchState; event: SignalEvent } {
  const event = decideSignal(state, signal, 'fresh', false);
  return { state: applyLatchEvent(state, { ...event, at }), event };
}

function reset(state: SwitchState): SwitchState {
  const killId = engagedKill(state)?.killId ?? '';
  const data = { acceptedResiduals: [] };
  return applyLatchEvent(state, { kind: 'RESET', source: 'cli', reason: 'looked at it', killId, data, at });
}

test('a press fires a kill of its own name, and only once: afterwards it is a receipt, also after the reset', () => {
  const fired = take(initialSwitch(at), press);
  expect(fired.event).toMatchObject({ kind: 'KILL_FIRED', killId: press.killId });
  const again = take(reset(fired.state), press);
  expect(again.event).toMatchObject({ kind: 'KILL_JOINED', killId: press.killId });
  expect(again.state.latch.state).toBe('armed');
});

test('a press that joins a kill of another name is spent by that, also after the reset', () => {
  const engaged = take(initialSwitch(at), byHand).state;
  const joined = take(engaged, press);
  expect(joined.event).toMatchObject({ kind: 'KILL_JOINED', killId: 'fresh', data: { press: press.killId } });
  const again = take(reset(joined.state), press);
  expect(again.event).toMatchObject({ kind: 'KILL_JOINED', killId: 'fresh', data: { from: 'desk' } });
  expect(again.state.latch.state).toBe('armed');
});

test('what a press stands for survives the journal and the checkpoint', () => {
  const engaged = take(initialSwitch(at), byHand);
  const joined = take(engaged.state, press);
  const rows = [engaged.event, joined.event].map((event, i) => ({ seq: i + 1, at, ...event, reason: event.reason }));
  const replayed = replay(initialSwitch(at), rows);
  expect(killOfPress(replayed, press.killId ?? '')).toBe('fresh');
  expect(storedSwitch(JSON.parse(JSON.stringify(replayed)))).toEqual(replayed);
});
