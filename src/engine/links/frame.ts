/** What a frame is about: boot, heartbeat, kill, released, fault (docs/protocol.md). */
export type FrameType = 'B' | 'H' | 'K' | 'R' | 'F';

/** The switch as its device sees it: closed is armed, open is a kill, inconsistent is a wiring fault. */
export type SwitchLevel = 'closed' | 'open' | 'inconsistent';

/** A device's frame. Counters have 64 bits, more than a number holds. */
export interface Frame {
  /** 8 hex digits. */
  device: string;
  counter: bigint;
  type: FrameType;
  level: SwitchLevel;
  /** The device's own time since its start, modulo 2^32 ms: no measure for anything but the device. */
  uptimeMs: number;
  edgeMs: number;
  /** The counter of the current throw's first K; 0 for none. */
  press: bigint;
  /** Of a B alone. */
  boot: { resetReason: string; version: string } | null;
}

const framePattern =
  /^S1\|([0-9a-f]{8})\|([0-9a-f]{16})\|([BHKRF])\|([012])\|([0-9a-f]{8})\|([0-9a-f]{8})\|([0-9a-f]{16})(?:\|([ -{}~]{0,12})\|([ -{}~]{0,16}))?$/;

const levels: Record<string, SwitchLevel> = { '0': 'closed', '1': 'open', '2': 'inconsistent' };

/** The frame in a text without its mac; null for anything that is not exactly one. */
export function parseFrame(body: string): Frame | null {
  const match = framePattern.exec(body);
  if (!match) return null;
  const [, device = '', counter, type, level = '', uptime, edge, press, resetReason, version] = match;
  const isBoot = type === 'B';
  if (isBoot !== (resetReason !== undefined)) return null;
  return {
    device,
    counter: BigInt(`0x${counter}`),
    type: type as FrameType,
    level: levels[level] ?? 'inconsistent',
    uptimeMs: Number.parseInt(uptime ?? '', 16),
    edgeMs: Number.parseInt(edge ?? '', 16),
    press: BigInt(`0x${press}`),
    boot: isBoot ? { resetReason: resetReason ?? '', version: version ?? '' } : null,
  };
}

/** A line from the wire, taken apart at its last bar; null when there is none. */
export function splitMac(line: string): { body: string; mac: string } | null {
  const bar = line.lastIndexOf('|');
  return bar < 0 ? null : { body: line.slice(0, bar), mac: line.slice(bar + 1) };
}

/** What an engine says of itself: armed, at work (or not flat), killed and flat, unable to record, paused by the dead man's switch. */
export type AnswerState = 'A' | 'P' | 'D' | 'X' | 'U';

export interface Answer {
  device: string;
  acknowledged: bigint;
  state: AnswerState;
  highWater: bigint;
}

/** An answer without its mac. */
export function formatAnswer({ device, acknowledged, state, highWater }: Answer): string {
  return `A1|${device}|${hex64(acknowledged)}|${state}|${hex64(highWater)}`;
}

/** The kill that a press stands for, on every engine that hears of it. */
export function killIdOf(device: string, press: bigint): string {
  return `${device}-${hex64(press)}`;
}

/** A number as 16 hex digits, as frames and answers have counters (docs/protocol.md). */
export function hex64(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}
