import type { DrillReport } from '../../../shared/api/commands.ts';
import { formatDuration } from '../../../shared/duration.ts';
import type { AlertMessage } from '../message.ts';
import { plain } from './common.ts';

/** To see that a channel works. */
export function testMessage(channel: string, at: string, paper: boolean): AlertMessage {
  return {
    ...plain,
    id: `test:${channel}:${at}`,
    thread: `test:${channel}:${at}`,
    step: 'note',
    severity: 'info',
    title: 'Test message',
    sentence: `This is a test of the channel ${channel}. Nothing has happened.`,
    paper,
    at,
  };
}

/** A drill has come to its end; it is told as a kill would be, and marked. */
export function drillMessage(
  { flat, flatMs, ordersCancelled, positionsClosed }: DrillReport,
  at: string,
): AlertMessage {
  const after = flatMs === null ? '' : ` after ${formatDuration(flatMs)}`;
  return {
    ...plain,
    id: `drill:${at}`,
    thread: `drill:${at}`,
    step: 'note',
    severity: flat ? 'info' : 'critical',
    title: flat ? `Flat${after}` : 'Not flat',
    sentence: `A drill on an account of its own came out ${flat ? `flat${after}` : 'not flat'}. No real order was touched.`,
    nextAction: flat ? '' : 'Run "scram drill" again and look at what it says before you trust the switch.',
    numbers: [
      { label: 'Orders cancelled', value: String(ordersCancelled) },
      { label: 'Positions closed', value: String(positionsClosed) },
    ],
    drill: true,
    paper: true,
    at,
  };
}
