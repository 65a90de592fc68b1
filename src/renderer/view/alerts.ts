import type { AlertChannelState } from '../../shared/api/alerts.ts';
import { plural } from './numbers.ts';

/** `4 channels, 1 reaches nobody`. */
export function channelsSentence(channels: readonly AlertChannelState[]): string {
  const failing = channels.filter(({ state }) => state === 'failing').length;
  const unproven = channels.filter(({ state }) => state === 'unproven').length;
  const words = [
    plural(channels.length, 'channel'),
    ...(failing === 0 ? [] : [`${failing} ${failing === 1 ? 'reaches' : 'reach'} nobody`]),
    ...(unproven === 0 ? [] : [`${unproven} not proven yet`]),
  ];
  return words.join(', ');
}

/** When a message last went out on any of them, a test message too; null when none has since the engine's start. */
export function lastSent(channels: readonly AlertChannelState[]): string | null {
  return (
    channels
      .flatMap(({ lastSentAt }) => lastSentAt ?? [])
      .toSorted()
      .at(-1) ?? null
  );
}
