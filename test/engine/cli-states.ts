import type { BrokerState, EngineState, FlattenProgress, Residual } from '../../src/shared/api/state.ts';

const at = '2026-11-21T09:14:03.000Z';

export function progress(part: Partial<FlattenProgress> = {}): FlattenProgress {
  return {
    phase: 'working',
    cancelled: 0,
    cancelTotal: 2,
    closed: 0,
    closeTotal: 3,
    flat: false,
    residuals: [],
    retries: [],
    words: '',
    deadlineAt: '2026-11-21T09:15:03.000Z',
    settledAt: null,
    ...part,
  };
}

export function broker(part: Partial<BrokerState> = {}): BrokerState {
  return {
    name: 'demo',
    kind: 'paper',
    paper: true,
    equity: '100000',
    currency: 'USD',
    asOf: at,
    trouble: null,
    positions: [{ symbol: 'AAPL', quantity: '-3', lastPrice: '171.2' }],
    orders: [{ id: 'o1', symbol: 'MSFT', type: 'limit', side: 'buy', quantity: '5' }],
    flatten: null,
    ...part,
  };
}

export function armed(part: Partial<EngineState> = {}): EngineState {
  return {
    state: 'armed',
    flat: null,
    trading: true,
    reason: null,
    deadMan: { state: 'ok', deadline: '2026-11-22T09:14:03.000Z', lastCheckIn: at, windowMs: 86_400_000 },
    killId: null,
    since: at,
    paper: true,
    version: '0.0.0',
    at,
    startedAt: at,
    kill: null,
    lastReset: null,
    brokers: [broker()],
    devices: [],
    peers: [],
    bots: [],
    alerts: { channels: [], recent: [], unacknowledged: null },
    triggers: [],
    telegram: null,
    conditions: [],
    degraded: null,
    ...part,
  };
}

export const killId = 'kill-0001';

/** The engine in the middle of the kill `killId`. */
export function killing(part: Partial<EngineState> = {}): EngineState {
  return armed({
    state: 'killing',
    flat: false,
    trading: false,
    reason: 'kill switch engaged',
    killId,
    kill: {
      killId,
      source: 'cli',
      reason: 'test',
      firedAt: at,
      receipts: [],
      journaled: true,
      clearsItself: false,
      settledAt: null,
    },
    brokers: [broker({ flatten: progress() })],
    ...part,
  });
}

export function killedFlat(): EngineState {
  const flatten = progress({ phase: 'holding', cancelled: 2, closed: 3, flat: true, settledAt: at });
  return killing({ state: 'killed', flat: true, brokers: [broker({ positions: [], orders: [], flatten })] });
}

export const dust: Residual = {
  broker: 'demo',
  symbol: 'DOGE',
  quantity: '0.01',
  outcome: 'dust',
  words: 'below minimum notional',
  accept: 'demo/DOGE@0.01',
};

export function killedNotFlat(): EngineState {
  const flatten = progress({ phase: 'settled', cancelled: 2, closed: 2, residuals: [dust], settledAt: at });
  return killing({ state: 'killed', flat: false, brokers: [broker({ flatten })] });
}
