import type { EngineState } from '../../shared/api/state.ts';
import { throwAside } from '../throw-aside.ts';

/** At most one change in this time goes out; the first after a calm goes at once. */
const spacingMs = 50;

interface Listener {
  changed(change: Partial<EngineState>): void;
  /** A change could not be told: what this listener has is no longer known to be so, and it hears nothing more. */
  lost(): void;
}

/**
 * What every client sees, from one place: a snapshot, then what differs from it, by top-level field. The state is built only
 * while somebody listens, so that an idle engine costs nothing.
 */
export class StateHub {
  private readonly build: () => EngineState;
  private readonly listeners = new Set<Listener>();
  private sent = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private lastFlushMs = 0;

  constructor(build: () => EngineState) {
    this.build = build;
  }

  /** Says that something may have changed. Cheap; may be called as often as one likes. */
  changed(): void {
    if (this.listeners.size === 0 || this.timer !== null) return;
    const waitMs = Math.max(0, this.lastFlushMs + spacingMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      try {
        this.flush();
      } catch (bug) {
        // A gate that went on hearing that the engine is alive would stay open on the state of before.
        throwAside(bug);
        for (const listener of this.listeners) this.lose(listener);
      }
    }, waitMs);
  }

  /** The state now, and a listener for what changes from here on. */
  subscribe(listener: Listener): { snapshot: EngineState; unsubscribe: () => void } {
    // All listeners share one baseline, so it is brought up to the snapshot that the new one starts from.
    const snapshot = this.flush();
    this.listeners.add(listener);
    return { snapshot, unsubscribe: () => this.listeners.delete(listener) };
  }

  private flush(): EngineState {
    this.lastFlushMs = performance.now();
    const state = this.build();
    const { at, ...rest } = state;
    const change: Partial<EngineState> = {};
    for (const [key, value] of Object.entries(rest)) {
      const text = JSON.stringify(value);
      if (this.sent.get(key) === text) continue;
      this.sent.set(key, text);
      Object.assign(change, { [key]: value });
    }
    // The time alone is no change; it goes along with one.
    if (Object.keys(change).length > 0) for (const listener of this.listeners) this.tell(listener, { ...change, at });
    return state;
  }

  private tell(listener: Listener, change: Partial<EngineState>): void {
    try {
      listener.changed(change);
    } catch (bug) {
      throwAside(bug);
      this.lose(listener);
    }
  }

  private lose(listener: Listener): void {
    this.listeners.delete(listener);
    listener.lost();
  }
}
