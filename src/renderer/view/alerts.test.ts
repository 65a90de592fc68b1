import { expect, test } from 'vitest';
import type { AlertChannelState } from '../../shared/api/alerts.ts';
import { channelsSentence, lastSent } from './alerts.ts';

const channel: AlertChannelState = {
  name: 'slack',
  kind: 'slack',
  state: 'working',
  words: '',
  since: null,
  lastSentAt: null,
  waiting: 0,
};

test('the row counts the channels, and those that can not be relied on', () => {
  expect(channelsSentence([channel])).toBe('1 channel');
  const failing = { ...channel, state: 'failing' } as const;
  const unproven = { ...channel, state: 'unproven' } as const;
  expect(channelsSentence([channel, failing])).toBe('2 channels, 1 reaches nobody');
  expect(channelsSentence([failing, failing, unproven])).toBe('3 channels, 2 reach nobody, 1 not proven yet');
});

test('the last message of any channel counts', () => {
  expect(lastSent([channel])).toBeNull();
  const times = ['2026-11-21T09:14:03.000Z', '2026-11-22T08:00:00.000Z', '2026-11-20T23:00:00.000Z'];
  expect(lastSent([channel, ...times.map((lastSentAt) => ({ ...channel, lastSentAt }))])).toBe(times[1]);
});
