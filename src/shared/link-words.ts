import type { DevicePathState, DeviceState, PeerState } from './api/state.ts';
import { assertNever } from './assert-never.ts';
import { formatDuration } from './duration.ts';

/** How a button is heard and how its switch stands: `USB 0.3 s ago · WiFi not heard · switch closed`. */
export function deviceSentence({ paths, level, version }: DeviceState): string {
  const heard = paths.filter(({ watched, ageMs }) => watched || ageMs !== null).map(pathWords);
  return [...heard, levelWords(level), ...(version === null ? [] : [`version ${version}`])].join(' · ');
}

/** As a person calls it. */
export function pathName(path: DevicePathState['path']): string {
  return pathNames[path];
}

const pathNames = { usb: 'USB', wifi: 'WiFi' } as const satisfies Record<DevicePathState['path'], string>;

function pathWords({ path, ageMs, fault }: DevicePathState): string {
  if (ageMs === null) return `${pathNames[path]} not heard yet`;
  return `${pathNames[path]} ${fault ? 'silent for ' : ''}${formatDuration(ageMs)}${fault ? '' : ' ago'}`;
}

function levelWords(level: DeviceState['level']): string {
  switch (level) {
    case 'closed':
      return 'switch closed';
    case 'open':
      return 'SWITCH OPEN';
    case 'inconsistent':
      return 'switch inconsistent';
    case 'unknown':
      return 'switch unknown';
    default:
      return assertNever(level);
  }
}

/** How another engine is heard and what it last said of its latch: `heard 2.1 s ago · armed`. */
export function peerSentence({ ageMs, fault, status }: PeerState): string {
  const heard = ageMs === null ? 'not heard yet' : `${fault ? 'silent for' : 'heard'} ${formatDuration(ageMs)}`;
  const ago = ageMs === null || fault ? '' : ' ago';
  return status === null ? `${heard}${ago}` : `${heard}${ago} · ${latchWords(status)}`;
}

function latchWords({ state, flat }: NonNullable<PeerState['status']>): string {
  return state === 'killed' ? `KILLED, ${flat === true ? 'flat' : 'not flat'}` : state;
}
