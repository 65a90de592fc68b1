import type { AlertMessage } from './message.ts';

/** A kill's message, with what a test wants different. */
export function killMessage(over: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: 'fired:k-1:2026-01-02T03:04:05.678Z',
    thread: 'kill:k-1',
    step: 'opened',
    severity: 'critical',
    conditionId: null,
    title: 'KILL: feed is wrong',
    sentence: 'The kill switch was engaged by the command line: feed is wrong.',
    nextAction: 'Acknowledge it.',
    numbers: [{ label: 'main', value: '7 positions, 5 orders when last read' }],
    table: [],
    tableLeftOut: 0,
    killId: 'k-1',
    drill: false,
    paper: false,
    at: '2026-01-02T03:04:05.678Z',
    actions: ['acknowledge'],
    urgent: true,
    slot: null,
    ...over,
  };
}

export function attempt(over: Partial<{ id: string; number: number; signal: AbortSignal }> = {}) {
  return { id: 'fired:k-1@a', number: 1, signal: AbortSignal.timeout(3_000), ...over };
}
