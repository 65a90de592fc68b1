import { describe, expect, it } from 'vitest';
import type { BrokerState, EngineState } from '../../shared/api/state.ts';
import { checkInText, killText, refusalText, statusText, utc } from './words.ts';

const at = '2026-11-21T05:34:03.000Z';
const nowMs = Date.parse(at);

const broker: BrokerState = {
  name: 'demo',
  kind: 'paper',
  paper: true,
  equity: '1',
  currency: 'USD',
  asOf: at,
  trouble: null,
  positions: [{ symbol: 'AAPL', quantity: '-3', lastPrice: null }],
  orders: [],
  flatten: null,
};
const condition = { id: 'x', severity: 'critical', sentence: 'It burns.', nextAction: 'Run.', since: at } as const;
const armed: EngineState = {
  state: 'armed',
  flat: null,
  trading: true,
  reason: null,
  deadMan: { state: 'ok', deadline: '2026-11-22T05:34:03.000Z', lastCheckIn: null, windowMs: 86_400_000 },
  killId: null,
  since: at,
  paper: false,
  version: '0',
  at,
  startedAt: at,
  kill: null,
  lastReset: null,
  brokers: [broker],
  devices: [],
  peers: [],
  bots: [],
  triggers: [],
  alerts: { channels: [], recent: [], unacknowledged: null },
  telegram: { deaf: null },
  conditions: [],
  degraded: null,
};

describe('a status in a chat', () => {
  it('fits on one screen, with the gravest first', () => {
    expect(statusText({ ...armed, conditions: [condition] }, nowMs).split('\n')).toEqual([
      'ARMED · LIVE · since 21 Nov 05:34 UTC',
      'Orders pass.',
      'Check in within 24 hours.',
      'CRITICAL: It burns.',
      'demo: 1 positions, 0 orders',
    ]);
  });

  it('counts the conditions that it leaves out', () => {
    expect(statusText({ ...armed, conditions: Array(20).fill(condition) }, nowMs)).toContain('and 12 more conditions');
  });

  it('says nothing of an account that nobody has read', () => {
    const unread = { ...broker, asOf: null, positions: [] };
    expect(statusText({ ...armed, brokers: [unread] }, nowMs)).toContain('demo: not read yet');
    expect(statusText({ ...armed, brokers: [{ ...unread, trouble: 'gone' }] }, nowMs)).toContain("can't be read: gone");
  });
});

describe('an answer', () => {
  it('does not call recorded what is not', () => {
    const kill = { status: 'killed', killId: 'k1', state: 'killing', journaled: false } as const;
    expect(killText(kill)).toContain('not recorded yet');
    expect(killText({ ...kill, journaled: true })).toContain('It is recorded.');
    const checkIn = { state: 'ok', deadline: '2026-11-22T05:34:03.000Z', lastCheckIn: at, journaled: true } as const;
    expect(checkInText(checkIn, nowMs)).toBe('Checked in. Due again within 24 hours, before 22 Nov 05:34 UTC.');
    expect(checkInText({ ...checkIn, journaled: false }, nowMs)).toContain('not recorded yet');
  });

  it('names all that stands against a reset, or counts it', () => {
    const against = Array(10).fill({ code: 'residual', message: 'demo: 5 AAPL is still held' });
    const text = refusalText({ code: 'not_now', message: 'Not now.', hint: 'Look.', against });
    expect(text.split('\n')).toHaveLength(1 + 8 + 1 + 1);
    expect(text).toContain('· and 2 more');
  });

  it('has times that anybody can place', () => {
    expect(utc(nowMs)).toBe('21 Nov 05:34 UTC');
  });
});
