import { expect, it, vi } from 'vitest';
import type { JournalEvent } from '../journal/events.ts';
import type { DeviceSetup } from './device.ts';
import { DeviceDesk } from './device-desk.ts';
import { freshCounters } from './judge.ts';
import { type LinkKeys, linkKeys, sign } from './keys.ts';

const keys = linkKeys('ab'.repeat(32)) as LinkKeys;
const button: DeviceSetup = {
  id: '1a2b3c4d',
  name: 'desk button',
  keys,
  keyPlace: '',
  paths: ['wifi'],
  onSilence: 'kill',
  retired: false,
};
const hourMs = 3_600_000;

/** A desk with one button and a clock in the test's hands; `pass` looks for silence as the engine does, every 500 ms. */
function rig() {
  let nowMs = 0;
  let counter = 0;
  const rows: JournalEvent[] = [];
  const kill = vi.fn(() => ({ killId: 'k', flagged: Promise.resolve(true), recorded: Promise.resolve(true) }));
  const pauseBots = vi.fn();
  const engine = {
    killOfPress: () => null,
    isEngaged: () => false,
    answerState: () => 'A' as const,
    kill,
    pauseBots,
    record: (event: JournalEvent) => void rows.push(event),
    onChange: () => undefined,
  };
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  const desk = new DeviceDesk(engine, clock, { of: () => freshCounters, take: () => undefined });
  desk.put(button);
  return {
    desk,
    kill,
    pauseBots,
    kinds: () => rows.map(({ kind }) => kind),
    pass(ms: number) {
      for (const untilMs = nowMs + ms; nowMs < untilMs; ) {
        nowMs = Math.min(nowMs + 500, untilMs);
        desk.look(0);
      }
    },
    hear(path: 'usb' | 'wifi') {
      counter += 1;
      const body = `S1|${button.id}|${counter.toString(16).padStart(16, '0')}|H|0|00000001|00000000|${'0'.repeat(16)}`;
      expect(desk.hear({ body, mac: sign(keys.up, body), path, from: 'test' })).toMatchObject({ ok: true });
    },
  };
}

it('a button that is paired again is given its time to be heard, and is waited for from then on', () => {
  const { desk, hear, pass, kill, kinds } = rig();
  hear('wifi');
  desk.put({ ...button, retired: true });
  pass(hourMs);
  desk.put(button);
  expect(desk.states()).toMatchObject([{ fault: null, paths: [{ ageMs: null, fault: false }] }]);
  pass(12_000);
  expect([kill.mock.calls.length, kinds()]).toEqual([0, []]);
  pass(1_000);
  expect(kinds()).toEqual(['LINK_LOST']);
  expect(kill).toHaveBeenCalledTimes(1);
});

it('one that was silent when it was retired is silent anew when it is paired again and never heard', () => {
  const { desk, pass, pauseBots } = rig();
  desk.put({ ...button, onSilence: 'pause' });
  pass(13_000);
  expect(pauseBots).toHaveBeenCalledTimes(1);
  desk.put({ ...button, onSilence: 'pause', retired: true });
  pass(hourMs);
  desk.put({ ...button, onSilence: 'pause' });
  expect(desk.states()).toMatchObject([{ fault: null }]);
  pass(13_000);
  expect(pauseBots).toHaveBeenCalledTimes(2);
});

it('a path that is new to a known button is listened to from then on, and its other path as before', () => {
  const { desk, hear, pass, kinds } = rig();
  for (let each = 0; each < hourMs; each += 5_000) {
    hear('wifi');
    pass(5_000);
  }
  desk.put({ ...button, paths: ['wifi', 'usb'] });
  pass(3_000);
  expect(kinds()).toEqual([]);
  pass(1_000);
  expect(kinds()).toEqual(['LINK_LOST']);
  expect(desk.states()).toMatchObject([{ fault: 'silent over usb' }]);
});

it('a new name is no reason to wait any longer', () => {
  const { desk, pass, kill } = rig();
  pass(10_000);
  desk.put({ ...button, name: 'old button' });
  pass(3_000);
  expect(kill).toHaveBeenCalledTimes(1);
});

it('where the switch of a retired button stood is not known when it is paired again', () => {
  const { desk, hear } = rig();
  hear('wifi');
  expect(desk.obstacles()).toEqual([]);
  desk.put({ ...button, retired: true });
  desk.put(button);
  expect(desk.obstacles()).toMatchObject([{ code: 'switch', message: expect.stringContaining('not been heard yet') }]);
  hear('wifi');
  expect(desk.obstacles()).toEqual([]);
});
