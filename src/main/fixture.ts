import type { EngineState } from '../shared/api/state.ts';

export const at = '2026-11-21T09:14:03.000Z';
export const atMs = Date.parse(at);

/** An armed engine on paper with nothing configured, changed as a test wants it. */
export function engineState(change: Partial<EngineState> = {}): EngineState {
  return {
    state: 'armed',
    flat: null,
    trading: true,
    reason: null,
    deadMan: { state: 'ok', deadline: '2026-11-22T09:14:03.000Z', lastCheckIn: null, windowMs: 86_400_000 },
    killId: null,
    since: at,
    paper: true,
    version: '0',
    at,
    startedAt: at,
    kill: null,
    lastReset: null,
    brokers: [],
    devices: [],
    peers: [],
    bots: [],
    alerts: { channels: [], recent: [], unacknowledged: null },
    triggers: [],
    telegram: null,
    conditions: [],
    degraded: null,
    ...change,
  };
}

export function condition(id: string, severity: 'info' | 'warning' | 'critical' = 'warning') {
  return { id, severity, sentence: `${id} is so.`, nextAction: 'Do something.', since: at };
}

/** A latched engine; `flat` null while killing. */
export function killedState(flat: boolean | null, change: Partial<EngineState> = {}): EngineState {
  const killId = 'k-1';
  return engineState({
    state: flat === null ? 'killing' : 'killed',
    flat: flat ?? false,
    trading: false,
    reason: 'kill switch engaged',
    killId,
    kill: {
      killId,
      source: 'wifi',
      reason: 'prices look wrong',
      firedAt: at,
      receipts: [],
      journaled: true,
      clearsItself: false,
      settledAt: null,
    },
    ...change,
  });
}
