import { expect, test } from 'vitest';
import type { DrillReport, PreflightCheck } from '../../shared/api/commands.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import type { JournalQuery } from '../../shared/api/routes.ts';
import type { DeviceState } from '../../shared/api/state.ts';
import { ok } from '../../shared/result.ts';
import { chainCheck, deadManCheck, deviceChecks, drillCheck } from './checks.ts';
import { Proofs } from './proofs.ts';

const march = '2026-03-01T10:00:00.000Z';
const april = '2026-04-01T10:00:00.000Z';
const today = Date.parse('2026-04-02T10:00:00.000Z');

const button: DeviceState = {
  id: '1a2b3c4d',
  name: 'desk button',
  retired: false,
  onSilence: 'alarm',
  level: 'closed',
  lastPress: null,
  version: null,
  paths: [
    { path: 'usb', watched: true, lastHeardAt: april, ageMs: 300, fault: false },
    { path: 'wifi', watched: true, lastHeardAt: null, ageMs: null, fault: false },
  ],
  fault: null,
};
const report: DrillReport = {
  flat: true,
  latchedMs: 0.4,
  firstRequestMs: 0.6,
  answeredMs: 2.1,
  flatMs: 2_100,
  ordersCancelled: 5,
  positionsClosed: 6,
  residuals: [],
};
const demo = {
  name: 'demo',
  kind: 'paper',
  paper: true,
  equity: null,
  currency: null,
  trouble: null,
  positions: [],
  orders: [],
  flatten: null,
};
const brief = ({ id, status, last }: PreflightCheck) => ({ id, status, at: last?.at });

test('a button is judged by each of its paths, and by whether it was ever thrown', () => {
  expect(deviceChecks(button, null).map(brief)).toEqual([
    { id: 'device:1a2b3c4d:usb', status: 'pass', at: april },
    { id: 'device:1a2b3c4d:wifi', status: 'fail', at: null },
    { id: 'device:1a2b3c4d:switch', status: 'warn', at: null },
  ]);
  expect(deviceChecks(button, march).at(-1)).toMatchObject({ status: 'pass', last: { at: march } });
  for (const level of ['open', 'inconsistent'] as const) {
    expect(deviceChecks({ ...button, level }, march).at(-1)).toMatchObject({ status: 'fail' });
  }
  expect(deviceChecks({ ...button, retired: true }, march)).toEqual([]);
});

test('a drill is no proof when it failed, when nobody answered the button, or when it was long ago', () => {
  const of = (over: Partial<DrillReport>, at = april) =>
    drillCheck({ at, source: 'cli', report: { ...report, ...over } }, today).status;
  expect(drillCheck(null, today).status).toBe('warn');
  expect(of({})).toBe('pass');
  expect(of({}, march)).toBe('warn');
  expect(of({ flat: false, flatMs: null })).toBe('fail');
  expect(of({ answeredMs: null })).toBe('fail');
});

test('a chain that is broken, or was never looked at, is not well', () => {
  const of = (verdict: { ok: boolean; rows: number; firstBroken?: number }, at = april) =>
    chainCheck({ at, tookMs: 9, verdict }, today);
  expect(chainCheck(null, today).status).toBe('warn');
  expect(of({ ok: true, rows: 9 }).status).toBe('pass');
  expect(of({ ok: true, rows: 9 }, march).status).toBe('warn');
  expect(of({ ok: false, rows: 6, firstBroken: 7 })).toMatchObject({
    status: 'fail',
    sentence: 'Row 7 of the journal is not what was recorded.',
  });
});

test('the dead man counts as it stands', () => {
  const of = (state: 'ok' | 'warning' | 'critical' | 'triggered') =>
    deadManCheck({ state, deadline: '2026-04-02T12:00:00.000Z', lastCheckIn: april, windowMs: 1 }, today).status;
  expect([of('ok'), of('warning'), of('critical'), of('triggered')]).toEqual(['pass', 'warn', 'warn', 'fail']);
});

test('what was proved before this start is taken from the journal, each by its own name', async () => {
  const row = (kind: string, at: string, data: object, killId: string | null = null): JournalRow => {
    return { seq: 1, at, kind, source: 'engine', killId, reason: null, data: { ...data } };
  };
  const rows = [
    row('ALERT_SENT', april, { alert: 'x', channel: 'slack' }),
    row('ALERT_SENT', march, { alert: 'y', channel: 'sms' }),
    row('BOT_HALTED', march, { bot: 'flag', elapsedMs: 9 }),
    row('KILL_FIRED', march, { from: 'here' }, '1a2b3c4d-0000000000000002'),
    row('KILL_JOINED', april, { from: 'here', press: '1a2b3c4d-0000000000000003' }),
  ];
  const page = async ({ kind, q = '', limit }: JournalQuery) => {
    const found = rows.filter((each) => each.kind === kind && JSON.stringify(each).includes(q)).slice(0, limit);
    return ok({ rows: found, next: null });
  };
  const deadMan = { state: 'ok', deadline: april, lastCheckIn: null, windowMs: 1 } as const;
  const proofs = new Proofs({
    journal: { page },
    clock: { wallMs: () => today, monotonicMs: () => 0 },
    drills: { state: async () => ok({ running: null, recent: [{ at: april, source: 'cli', report }] }) },
    verification: { state: async () => ok({ running: null, last: null }) },
    state: () => ({ brokers: [{ ...demo, asOf: april }], deadMan, devices: [button] }),
  });
  const well = { status: 'pass', sentence: '', nextAction: '' } as const;
  const ids = [
    'broker:demo',
    'broker:demo:markets',
    'alerts:slack',
    'alerts:sms',
    'alerts:email',
    'bot:flag',
    'tokens',
  ];
  const dated = await proofs.dated(ids.map((id) => ({ ...well, id })));
  expect(dated.map(({ last }) => last?.at)).toEqual([april, undefined, april, march, null, march, undefined]);
  expect((await proofs.checks()).map(brief)).toEqual([
    { id: 'device:1a2b3c4d:usb', status: 'pass', at: april },
    { id: 'device:1a2b3c4d:wifi', status: 'fail', at: null },
    { id: 'device:1a2b3c4d:switch', status: 'pass', at: april },
    { id: 'dead_man', status: 'pass', at: null },
    { id: 'drill', status: 'pass', at: april },
    { id: 'journal_chain', status: 'warn', at: null },
  ]);
});
