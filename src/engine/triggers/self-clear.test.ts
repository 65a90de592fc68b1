import { describe, expect, it, test } from 'vitest';
import type { LatchEvent } from '../journal/events.ts';
import { applyLatchEvent, initialSwitch, type SwitchState } from '../switch/latch.ts';
import { decideSignal } from '../switch/signal.ts';
import { firingTrigger, mayClearItself, type SelfClearFacts } from './self-clear.ts';

const at = '2026-11-21T00:00:00.000Z';
const following = (state: SwitchState, ...events: LatchEvent[]) =>
  events.reduce((before, event) => applyLatchEvent(before, { ...event, at }), state);
const fired = (source: 'trigger:MarginCall' | 'cli', clearsItself = true) =>
  decideSignal(
    initialSwitch(at),
    { source, reason: 'r', from: 'test', ...(clearsItself && { clearsItself }) },
    'k',
    false,
  );
const settled = (flat: boolean): LatchEvent => ({
  kind: 'KILL_SETTLED',
  source: 'engine',
  killId: 'k',
  data: { flat, elapsedMs: 1, residuals: [] },
});

const flat = following(initialSwitch(at), fired('trigger:MarginCall'), settled(true));
const good: SelfClearFacts = {
  state: flat,
  isAllowed: true,
  clearForMs: 60_000,
  anyHolds: false,
  switchesObject: false,
};
const joined: LatchEvent = { kind: 'KILL_JOINED', killId: 'k', source: 'wifi', reason: 'r', data: { from: 'x' } };

describe('a kill clears itself', () => {
  it('when everything speaks for it', () => {
    expect(mayClearItself(good, 60_000)).toBe(true);
    expect(firingTrigger(flat)).toBe('MarginCall');
  });

  const killing = following(initialSwitch(at), fired('trigger:MarginCall'));
  test.each<[string, Partial<SelfClearFacts>]>([
    ['the configuration no longer allows it', { isAllowed: false }],
    ['the condition has not been false for long enough', { clearForMs: 59_999 }],
    ['the condition is not known to be false', { clearForMs: null }],
    ['any condition holds', { anyHolds: true }],
    ['a switch is thrown', { switchesObject: true }],
    ['the kill is still at work', { state: killing }],
    ['something is left', { state: following(killing, settled(false)) }],
    ['somebody has joined', { state: following(flat, joined) }],
    ['somebody joined before it was settled', { state: following(killing, joined, settled(true)) }],
    [
      'it was fired where that takes a person',
      { state: following(initialSwitch(at), fired('trigger:MarginCall', false), settled(true)) },
    ],
    ['a person fired it', { state: following(initialSwitch(at), fired('cli'), settled(true)) }],
    ['nothing is engaged', { state: initialSwitch(at) }],
    ['the journal was replaced', { state: { ...flat, unacknowledged: 'damaged' } }],
  ])('never while %s', (_what, facts) => {
    expect(mayClearItself({ ...good, ...facts }, 60_000)).toBe(false);
  });
});
