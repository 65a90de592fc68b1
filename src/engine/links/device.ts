import type { DevicePathState, DeviceState } from '../../shared/api/state.ts';
import { type Clock, isoTime } from '../clock.ts';
import type { Frame, SwitchLevel } from './frame.ts';
import type { LinkKeys } from './keys.ts';
import { linkLimits } from './limits.ts';
import type { Meaning } from './meaning.ts';

/** The ways on which a device's frames reach this engine. */
export type LinkPath = 'usb' | 'wifi';

/** A paired device as the configuration has it. */
export interface DeviceSetup {
  id: string;
  name: string;
  /** null: its secret can't be found; `keyPlace` says where it should be. */
  keys: LinkKeys | null;
  keyPlace: string;
  /** The paths on which it must be heard. It is believed on any. */
  paths: readonly LinkPath[];
  /** What its silence on all of these paths does beside the alarm. */
  onSilence: 'alarm' | 'pause' | 'kill';
  retired: boolean;
}

/** What became different by a frame or by silence, for the journal. */
export type DeviceNews =
  | { news: 'level'; level: SwitchLevel; path: LinkPath }
  | { news: 'boot'; resetReason: string; version: string; path: LinkPath }
  | { news: 'link_lost'; path: LinkPath; silentMs: number }
  | { news: 'link_restored'; path: LinkPath; outageMs: number }
  /** Heard on none of its paths any more. */
  | { news: 'silent'; silentMs: number };

interface PathWatch {
  /** Monotonic. Until the device is heard for the first time after it, silence counts from here. */
  listeningSinceMs: number;
  heardMs: number | null;
  heardAt: string | null;
  lostMs: number | null;
}

function newWatch(nowMs: number): PathWatch {
  return { listeningSinceMs: nowMs, heardMs: null, heardAt: null, lostMs: null };
}

const silentAfterMs: Record<LinkPath, number> = { usb: linkLimits.usbSilentMs, wifi: linkLimits.httpSilentMs };
const allPaths: readonly LinkPath[] = ['usb', 'wifi'];
/** Two estimates of one start differ by the delay of the paths; a start of its own differs by more. */
const sameBootMs = 2_000;

/** What the engine knows of one device since its own start: the level of its switch, and when it was last heard on which path. */
export class Device {
  private current: DeviceSetup;
  private readonly clock: Clock;
  private level: SwitchLevel | null = null;
  private lastPress: { killId: string; at: string } | null = null;
  private version: string | null = null;
  private bootedMs: number | null = null;
  private silent = false;
  private readonly paths: Record<LinkPath, PathWatch>;

  constructor(setup: DeviceSetup, clock: Clock) {
    this.current = setup;
    this.clock = clock;
    const nowMs = clock.monotonicMs();
    this.paths = { usb: newWatch(nowMs), wifi: newWatch(nowMs) };
  }

  get setup(): DeviceSetup {
    return this.current;
  }

  /**
   * Takes on a new name, keys or standing. A path that is new to it, and every path of a device that comes back from retirement, is
   * listened to from now on: that nobody listened before is not its silence.
   */
  change(setup: DeviceSetup): void {
    const before = this.current;
    this.current = setup;
    const isBack = before.retired && !setup.retired;
    const fresh = setup.paths.filter((path) => isBack || !before.paths.includes(path));
    const nowMs = this.clock.monotonicMs();
    for (const path of fresh) this.paths[path] = newWatch(nowMs);
    if (fresh.length > 0) this.silent = false;
    // Where its switch stood before nobody knows to be so now.
    if (isBack) this.level = null;
  }

  /** The level of its switch; null while unheard since the engine's start, or since it came back from retirement. */
  switchLevel(): SwitchLevel | null {
    return this.level;
  }

  /** Takes in a frame that proves that the device is there. */
  hear(frame: Frame, { level, signal }: Meaning, path: LinkPath): DeviceNews[] {
    const news: DeviceNews[] = [];
    const nowMs = this.clock.monotonicMs();
    const watch = this.paths[path];
    if (watch.lostMs !== null) news.push({ news: 'link_restored', path, outageMs: Math.round(nowMs - watch.lostMs) });
    watch.lostMs = null;
    watch.heardMs = nowMs;
    watch.heardAt = isoTime(this.clock.wallMs());
    this.silent = false;
    if (signal && this.lastPress?.killId !== signal.press) {
      this.lastPress = { killId: signal.press, at: watch.heardAt };
    }
    if (frame.boot) {
      const bootedMs = nowMs - frame.uptimeMs;
      const isNew = this.bootedMs === null || Math.abs(bootedMs - this.bootedMs) > sameBootMs;
      if (isNew) news.push({ news: 'boot', path, ...frame.boot });
      this.bootedMs = bootedMs;
      this.version = frame.boot.version;
    }
    if (level !== null && level !== this.level) {
      // The first word after a start is news only when it is not the one that everyone expects.
      if (this.level !== null || level !== 'closed') news.push({ news: 'level', level, path });
      this.level = level;
    }
    return news;
  }

  /** Looks for silence. `awayMs`: time in which this engine did not run, and so heard nothing through no fault of the device. */
  look(awayMs: number): DeviceNews[] {
    const nowMs = this.clock.monotonicMs();
    const news: DeviceNews[] = [];
    for (const path of this.setup.paths) {
      const watch = this.paths[path];
      if (watch.heardMs !== null) watch.heardMs += awayMs;
      watch.listeningSinceMs += awayMs;
      const silentMs = this.silentMs(path, nowMs);
      if (watch.lostMs !== null || silentMs <= silentAfterMs[path]) continue;
      watch.lostMs = nowMs - silentMs;
      news.push({ news: 'link_lost', path, silentMs: Math.round(silentMs) });
    }
    if (!this.silent && this.setup.paths.every((path) => this.paths[path].lostMs !== null)) {
      this.silent = true;
      const silentMs = Math.min(...this.setup.paths.map((path) => this.silentMs(path, nowMs)));
      news.push({ news: 'silent', silentMs: Math.round(silentMs) });
    }
    return news;
  }

  state(): DeviceState {
    const { id, name, retired, keys, keyPlace, onSilence } = this.setup;
    const lost = this.setup.paths.filter((path) => this.paths[path].lostMs !== null);
    return {
      id,
      name,
      retired,
      onSilence,
      level: this.level ?? 'unknown',
      lastPress: this.lastPress,
      version: this.version,
      paths: allPaths
        .filter((path) => this.setup.paths.includes(path) || this.paths[path].heardMs !== null)
        .map((path) => this.pathState(path)),
      fault: retired ? null : this.fault(keys === null ? keyPlace : null, lost),
    };
  }

  private pathState(path: LinkPath): DevicePathState {
    const { heardMs, heardAt, lostMs } = this.paths[path];
    return {
      path,
      watched: this.setup.paths.includes(path),
      lastHeardAt: heardAt,
      ageMs: heardMs === null ? null : Math.round(this.clock.monotonicMs() - heardMs),
      fault: lostMs !== null,
    };
  }

  private fault(missingKey: string | null, lost: readonly LinkPath[]): string | null {
    if (missingKey !== null) return `its secret is missing (${missingKey})`;
    if (this.level === 'inconsistent') return 'its switch is wired wrongly or broken';
    if (lost.length === 0) return null;
    return lost.length === this.setup.paths.length ? 'silent on every path' : `silent over ${lost.join(' and ')}`;
  }

  private silentMs(path: LinkPath, nowMs: number): number {
    const { heardMs, listeningSinceMs } = this.paths[path];
    return nowMs - (heardMs ?? listeningSinceMs);
  }
}
