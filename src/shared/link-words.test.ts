import { expect, test } from 'vitest';
import type { DeviceState, PeerState } from './api/state.ts';
import { deviceSentence, peerSentence } from './link-words.ts';

const at = '2026-11-21T09:14:03.000Z';
const device: DeviceState = {
  id: '1a2b3c4d',
  name: 'desk button',
  retired: false,
  onSilence: 'alarm',
  level: 'closed',
  lastPress: null,
  version: null,
  paths: [
    { path: 'usb', watched: true, lastHeardAt: at, ageMs: 300, fault: false },
    { path: 'wifi', watched: true, lastHeardAt: null, ageMs: null, fault: false },
  ],
  fault: null,
};
const peer: PeerState = {
  name: 'vm',
  url: 'http://vm',
  lastHeardAt: at,
  ageMs: 2_100,
  fault: false,
  words: null,
  status: { state: 'armed', flat: null, killId: null },
  untoldKillId: null,
};

test('a button: each path that is waited for or was heard, and the switch', () => {
  expect(deviceSentence(device)).toBe('USB 300 ms ago · WiFi not heard yet · switch closed');
  const silent = { path: 'usb', watched: true, lastHeardAt: at, ageMs: 14_000, fault: true } as const;
  expect(deviceSentence({ ...device, paths: [silent], level: 'open', version: '1.0.0' })).toBe(
    'USB silent for 14 s · SWITCH OPEN · version 1.0.0',
  );
  const unwatched = { path: 'wifi', watched: false, lastHeardAt: null, ageMs: null, fault: false } as const;
  expect(deviceSentence({ ...device, paths: [unwatched], level: 'unknown' })).toBe('switch unknown');
  expect(deviceSentence({ ...device, paths: [], level: 'inconsistent' })).toBe('switch inconsistent');
});

test('a peer: when it was heard, and what it said of its latch', () => {
  expect(peerSentence(peer)).toBe('heard 2.1 s ago · armed');
  expect(peerSentence({ ...peer, fault: true, status: { state: 'killed', flat: false, killId: 'k' } })).toBe(
    'silent for 2.1 s · KILLED, not flat',
  );
  expect(peerSentence({ ...peer, status: { state: 'killed', flat: true, killId: 'k' } })).toContain('KILLED, flat');
  expect(peerSentence({ ...peer, ageMs: null, status: null })).toBe('not heard yet');
});
