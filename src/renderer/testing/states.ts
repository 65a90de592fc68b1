import type { BrokerState, EngineState, FlattenProgress, Residual } from '../../shared/api/state.ts';

/** States for the tests of what the page makes of them. */
export const firedAt = '2026-11-21T09:14:03.000Z';

export const armed: EngineState = {
  state: 'armed',
  flat: null,
  trading: true,
  reason: null,
  deadMan: { state: 'ok', deadline: '2026-11-22T09:14:03.000Z', lastCheckIn: firedAt, windowMs: 86_400_000 },
  killId: null,
  since: firedAt,
  paper: true,
  version: '0',
  at: firedAt,
  startedAt: firedAt,
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
};

export const aapl: Residual = {
  broker: 'demo',
  symbol: 'AAPL',
  quantity: '120',
  outcome: 'pending_open',
  words: 'closed until 14:30',
  accept: 'demo/AAPL@120',
};

export function flatten(over: Partial<FlattenProgress> = {}): FlattenProgress {
  return {
    phase: 'working',
    cancelled: 0,
    cancelTotal: 0,
    closed: 0,
    closeTotal: 0,
    flat: false,
    residuals: [],
    retries: [],
    words: 'reading the account',
    deadlineAt: firedAt,
    settledAt: null,
    ...over,
  };
}

export function broker(over: Partial<BrokerState> = {}): BrokerState {
  return {
    name: 'demo',
    kind: 'paper',
    paper: true,
    equity: '100000',
    currency: 'USD',
    asOf: firedAt,
    trouble: null,
    positions: [],
    orders: [],
    flatten: null,
    ...over,
  };
}

export function killed(residuals: Residual[]): EngineState {
  const kill = {
    killId: 'k1',
    source: 'window',
    reason: 'r',
    firedAt,
    receipts: [],
    journaled: true,
    clearsItself: false,
    settledAt: firedAt,
  } as const;
  return {
    ...armed,
    state: 'killed',
    flat: residuals.length === 0,
    trading: false,
    reason: 'kill switch engaged',
    killId: 'k1',
    kill: { ...kill, receipts: [] },
    brokers: [broker({ flatten: flatten({ phase: 'settled', residuals, settledAt: firedAt }) })],
  };
}
