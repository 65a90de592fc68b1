import { expect, test } from 'vitest';
import type { DeadManState, EngineState } from '../../shared/api/state.ts';
import type { EngineHealth } from '../engine/health.ts';
import { atMs, condition, engineState, killedState } from '../fixture.ts';
import { renderTray, type TrayFacts, type TrayItem } from './render.ts';

const attached: EngineHealth = { kind: 'attached', sinceMs: 0 };

function tray(state: EngineState | null, change: Partial<TrayFacts> = {}) {
  return renderTray({ state, health: attached, words: null, login: 'off', nowMs: atMs, ...change });
}

function labels(items: TrayItem[]): string[] {
  return items.map((item) => (item.type === 'separator' ? '-' : item.label));
}

function deadMan(state: DeadManState, leftMs: number): EngineState {
  const deadline = new Date(atMs + leftMs).toISOString();
  return engineState({ deadMan: { state, deadline, lastCheckIn: null, windowMs: 86_400_000 } });
}

test('every state has a shape of its own', () => {
  const states = [
    engineState(),
    deadMan('warning', 60_000),
    deadMan('critical', 60_000),
    deadMan('triggered', -1),
    killedState(null),
    killedState(true),
    killedState(false),
    null,
  ];
  expect(states.map((state) => tray(state).shape)).toEqual([
    'armed',
    'check-in-warning',
    'check-in-critical',
    'paused',
    'killing',
    'killed-flat',
    'killed-not-flat',
    'no-engine',
  ]);
});

test('a link that is down slashes the shape and leaves it what it is', () => {
  expect(tray(engineState({ conditions: [condition('link_silent:d:usb')] }))).toMatchObject({
    shape: 'armed',
    slashed: true,
  });
  expect(tray(engineState({ conditions: [condition('dead_man_warning')] })).slashed).toBe(false);
});

test('the time to check in stands beside the icon once it matters, and only then', () => {
  expect(tray(deadMan('ok', 80_000_000)).title).toBe('');
  expect(tray(deadMan('warning', 4 * 3_600_000)).title).toBe('4 h');
  expect(tray(deadMan('critical', 45 * 60_000)).title).toBe('45 min');
  expect(tray(deadMan('triggered', -5)).title).toBe('');
  expect(tray(killedState(null, { deadMan: deadMan('warning', 60_000).deadMan })).title).toBe('');
});

test('the tooltip says the same words as every other face', () => {
  expect(tray(engineState()).tooltip).toBe('Scram: ARMED, PAPER. Orders pass.');
  expect(tray(killedState(false, { paper: false })).tooltip).toBe(
    'Scram: KILLED · NOT FLAT, LIVE. Orders are refused: kill switch engaged.',
  );
  expect(tray(deadMan('critical', 90 * 60_000)).tooltip).toContain('Check in within 90 minutes or all bots');
});

test('the menu of an armed engine', () => {
  const menu = tray(engineState()).menu;
  expect(labels(menu).slice(1)).toEqual([
    '-',
    'Kill…',
    'Check in',
    'Kills',
    '-',
    'Open Scram',
    'Preflight',
    'Launch at login',
    '-',
    'Quit…',
  ]);
  expect(labels(menu)[0]).toMatch(/^ARMED since \d\d:\d\d · PAPER$/);
});

test('a kill is offered even where no engine is heard, and nothing is called armed', () => {
  const view = tray(null, { health: { kind: 'gone', sinceMs: 0, retryAtMs: 1 }, words: 'Port 5050 is taken.' });
  expect(view.menu.find((item) => item.type === 'item' && item.action.do === 'kill')).toMatchObject({ enabled: true });
  expect(view.menu.find((item) => item.type === 'item' && item.action.do === 'check-in')).toMatchObject({
    enabled: false,
  });
  expect(view.tooltip).toContain('NO ENGINE');
  expect(labels(view.menu)[1]).toContain('Port 5050 is taken.');
  expect(JSON.stringify(view)).not.toContain('ARMED');
});

test('a reset is offered while there is something to reset', () => {
  expect(labels(tray(killedState(true)).menu)).toContain('Reset…');
  expect(labels(tray(engineState()).menu)).not.toContain('Reset…');
  const triggered = tray(deadMan('triggered', -1));
  expect(labels(triggered.menu)).toContain("Reset the dead man's switch…");
  expect(triggered.menu.find((item) => item.type === 'item' && item.action.do === 'check-in')).toMatchObject({
    enabled: false,
  });
});

test('links stand there with their age, retired ones do not', () => {
  const device = {
    id: 'd',
    name: 'desk button',
    retired: false,
    onSilence: 'alarm',
    level: 'closed',
    lastPress: null,
    version: null,
    fault: null,
    paths: [
      { path: 'usb', watched: true, lastHeardAt: null, ageMs: 300, fault: false },
      { path: 'wifi', watched: true, lastHeardAt: null, ageMs: null, fault: true },
    ],
  } as const satisfies EngineState['devices'][number];
  const state = engineState({ devices: [{ ...device, paths: [...device.paths] }] });
  expect(labels(tray(state).menu)).toContain('desk button: USB 300 ms ago · WiFi not heard (silent)');
  const retired = engineState({ devices: [{ ...device, paths: [...device.paths], retired: true }] });
  expect(labels(tray(retired).menu).join()).not.toContain('desk button');
});

test('launch at login says what the system says', () => {
  const item = (login: TrayFacts['login']) =>
    tray(engineState(), { login }).menu.find((each) => each.type === 'item' && each.action.do === 'launch-at-login');
  expect(item('on')).toMatchObject({ checked: true, action: { wanted: false } });
  expect(item('off')).toMatchObject({ checked: false, action: { wanted: true } });
  expect(item('requires-approval')).toMatchObject({ label: expect.stringContaining('System Settings') });
  expect(item('unsupported')).toMatchObject({ enabled: false });
});

test('the head says the kill that is engaged, or the last one that was reset, and what is worst', () => {
  const worst = { ...condition('broker_unreadable:main', 'critical'), sentence: 'main can’t be read.' };
  const info = condition('static_tokens', 'info');
  const head = labels(tray(killedState(false, { conditions: [info, worst] })).menu).slice(0, 4);
  expect(head).toEqual([
    expect.stringMatching(/^KILLED · NOT FLAT since/),
    'Kill by the button, over WiFi: prices look wrong',
    'main can’t be read.',
    '-',
  ]);
  const reset = { at: new Date(atMs).toISOString(), source: 'cli', reason: 'prices checked', killId: 'k-1' } as const;
  expect(labels(tray(engineState({ lastReset: reset })).menu)[1]).toMatch(
    /^Last kill was reset \d\d:\d\d: prices checked$/,
  );
  const ofDeadMan = { ...reset, killId: null };
  expect(labels(tray(engineState({ lastReset: ofDeadMan })).menu)[1]).toBe('-');
});
