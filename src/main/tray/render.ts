import type { DeviceState, EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { LoginStanding, Place } from '../../shared/desktop.ts';
import { formatDuration } from '../../shared/duration.ts';
import { deadManSentence, moneyWord, type Plate, plateOf, sourceName, tradingSentence } from '../../shared/words.ts';
import type { EngineHealth } from '../engine/health.ts';

/** The picture: the state's shape, slashed while a link, a broker or an alert channel is down (assets/tray). */
export type TrayShape =
  | 'armed'
  | 'check-in-warning'
  | 'check-in-critical'
  | 'paused'
  | 'killing'
  | 'killed-flat'
  | 'killed-not-flat'
  | 'no-engine';

export type TrayAction =
  | { do: 'kill' | 'check-in' | 'preflight' | 'quit' }
  | { do: 'open'; place: Place }
  | { do: 'launch-at-login'; wanted: boolean };

export type TrayItem =
  | { type: 'separator' }
  /** A line to read. */
  | { type: 'words'; label: string }
  | { type: 'item'; label: string; action: TrayAction; enabled: boolean; checked?: boolean };

export interface TrayView {
  shape: TrayShape;
  slashed: boolean;
  /** Beside the icon, on macOS alone; empty while there is nothing to count. */
  title: string;
  tooltip: string;
  menu: TrayItem[];
}

export interface TrayFacts {
  /** null while the engine is not heard. */
  state: EngineState | null;
  health: EngineHealth;
  /** Why there is no engine; null when there is nothing to say. */
  words: string | null;
  login: LoginStanding;
  /** Milliseconds since 1970. */
  nowMs: number;
}

/** The whole tray from what is known now. */
export function renderTray(facts: TrayFacts): TrayView {
  const { state, nowMs } = facts;
  const leftMs = state === null ? 0 : Date.parse(state.deadMan.deadline) - nowMs;
  return {
    shape: shapeOf(state),
    slashed: (state?.conditions ?? []).some(({ id }) => isFault(id)),
    title: state === null ? '' : titleOf(state, leftMs),
    tooltip: state === null ? `Scram: NO ENGINE. ${noEngineSentence(facts)}` : tooltipOf(state, leftMs),
    menu: [...headOf(facts), separator, ...commandsOf(state), separator, ...linksOf(state), ...footOf(facts)],
  };
}

const separator: TrayItem = { type: 'separator' };
const words = (label: string): TrayItem => ({ type: 'words', label });

function shapeOf(state: EngineState | null): TrayShape {
  const plate = plateOf(state);
  switch (plate) {
    case 'ARMED':
      return 'armed';
    case 'CHECK IN':
      return state?.deadMan.state === 'critical' ? 'check-in-critical' : 'check-in-warning';
    case 'PAUSED':
      return 'paused';
    case 'KILLING':
      return 'killing';
    case 'KILLED · FLAT':
      return 'killed-flat';
    case 'KILLED · NOT FLAT':
      return 'killed-not-flat';
    case 'NO ENGINE':
      return 'no-engine';
    default:
      return assertNever(plate);
  }
}

/** Conditions that leave the state as it is and take a way in or out away from it. */
const faultIds = /^(device_silent|link_silent|peer_silent|broker_unreadable|alert_\w+|usb|engine_degraded)(:|$)/;

export function isFault(conditionId: string): boolean {
  return faultIds.test(conditionId);
}

/** The time to check in once it matters; nothing while all is well. */
function titleOf({ state, deadMan }: EngineState, leftMs: number): string {
  if (state !== 'armed' || deadMan.state === 'ok' || deadMan.state === 'triggered') return '';
  return formatDuration(Math.max(0, leftMs));
}

function tooltipOf(state: EngineState, leftMs: number): string {
  const told = state.deadMan.state === 'ok' ? tradingSentence(state) : deadManSentence(state.deadMan.state, leftMs);
  return `Scram: ${plateOf(state)}, ${moneyWord(state)}. ${told}`;
}

function headOf(facts: TrayFacts): TrayItem[] {
  const { state, nowMs } = facts;
  if (state === null) return [words('NO ENGINE'), words(noEngineSentence(facts))];
  const plate: Plate = plateOf(state);
  const worst = state.conditions.find(({ severity }) => severity !== 'info');
  return [
    words(`${plate} since ${clockTime(state.since, nowMs)} · ${moneyWord(state)}`),
    ...lastKill(state, nowMs),
    ...(worst ? [words(shortened(worst.sentence))] : []),
  ];
}

/** The kill that is engaged, or else the one that the last reset was of. */
function lastKill({ kill, lastReset }: EngineState, nowMs: number): TrayItem[] {
  if (kill !== null) return [words(shortened(`Kill by ${sourceName(kill.source)}: ${kill.reason}`))];
  if (lastReset === null || lastReset.killId === null) return [];
  return [words(shortened(`Last kill was reset ${clockTime(lastReset.at, nowMs)}: ${lastReset.reason}`))];
}

export function noEngineSentence({ health, words: last }: Pick<TrayFacts, 'health' | 'words'>): string {
  switch (health.kind) {
    case 'attached':
      return 'Its words are awaited.';
    case 'starting':
      return 'It is being started.';
    case 'silent':
      return 'Its process lives and does not answer: kill at your broker’s own site if it is urgent.';
    case 'gone':
      return shortened(
        `Nothing guards this machine${last === null ? '' : ` (${last.replace(/\s+/g, ' ')})`}. It is started again.`,
      );
    default:
      return assertNever(health);
  }
}

/** A kill is offered whatever is known: where nothing is heard, sending it is still the best that can be done. */
function commandsOf(state: EngineState | null): TrayItem[] {
  const canCheckIn = state !== null && state.deadMan.state !== 'triggered';
  const items: TrayItem[] = [
    { type: 'item', label: 'Kill…', action: { do: 'kill' }, enabled: true },
    { type: 'item', label: 'Check in', action: { do: 'check-in' }, enabled: canCheckIn },
  ];
  const reset = (label: string, place: Place): TrayItem => ({
    type: 'item',
    label,
    action: { do: 'open', place },
    enabled: true,
  });
  if (state !== null && state.state !== 'armed') items.push(reset('Reset…', 'reset'));
  if (state?.deadMan.state === 'triggered') items.push(reset("Reset the dead man's switch…", 'dead-man-reset'));
  items.push(reset('Kills', 'kills'));
  return items;
}

function linksOf(state: EngineState | null): TrayItem[] {
  const devices = (state?.devices ?? []).filter(({ retired }) => !retired);
  const lines = [
    ...devices.map(deviceLine),
    ...(state?.peers ?? []).map((peer) => `Engine ${peer.name}: ${ageOf(peer)}`),
  ];
  return lines.length === 0 ? [] : [...lines.map(words), separator];
}

function deviceLine({ name, paths }: DeviceState): string {
  const heard = paths.map((path) => `${path.path === 'usb' ? 'USB' : 'WiFi'} ${ageOf(path)}`);
  return `${name}: ${heard.join(' · ') || 'never heard'}`;
}

function ageOf({ ageMs, fault }: { ageMs: number | null; fault: boolean }): string {
  const age = ageMs === null ? 'not heard' : `${formatDuration(ageMs)} ago`;
  return fault ? `${age} (silent)` : age;
}

function footOf({ login }: TrayFacts): TrayItem[] {
  return [
    { type: 'item', label: 'Open Scram', action: { do: 'open', place: 'now' }, enabled: true },
    { type: 'item', label: 'Preflight', action: { do: 'preflight' }, enabled: true },
    loginItem(login),
    separator,
    { type: 'item', label: 'Quit…', action: { do: 'quit' }, enabled: true },
  ];
}

function loginItem(login: LoginStanding): TrayItem {
  const label = login === 'requires-approval' ? 'Launch at login (allow it in System Settings)' : 'Launch at login';
  const action: TrayAction = { do: 'launch-at-login', wanted: login === 'off' };
  return { type: 'item', label, action, enabled: login !== 'unsupported', checked: login === 'on' };
}

/** Menus grow as wide as their longest line. */
const lineCharacters = 80;

function shortened(text: string): string {
  return text.length <= lineCharacters ? text : `${text.slice(0, lineCharacters - 1).trimEnd()}…`;
}

/** Local time for people: `09:14` today, `2026-11-20 09:14` on another day. */
function clockTime(iso: string, nowMs: number): string {
  const [day = '', time = ''] = new Date(iso).toLocaleString('sv-SE').split(' ');
  const minutes = time.slice(0, 5);
  return day === new Date(nowMs).toLocaleDateString('sv-SE') ? minutes : `${day} ${minutes}`;
}
