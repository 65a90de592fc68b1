import type { Endpoint } from '../../client/client.ts';
import type { Timers } from '../../client/timers.ts';
import { messageOf } from '../../shared/errors.ts';
import { shellLimits } from '../limits.ts';
import { type FoundEngine, isAlive, readDataFolder } from './data-files.ts';
import { type EngineHealth, supervise, supervisionAtStart } from './health.ts';
import type { LaunchedEngine } from './launch.ts';

export interface SupervisorOptions {
  dataDir: string;
  timers: Timers;
  fetch: typeof globalThis.fetch;
  /** Starts an engine that outlives this process; throws when not even that can be done. */
  launch: () => LaunchedEngine;
  /** Whether the engine's stream is being heard, which is an answer too. */
  isHeard: () => boolean;
  onHealth: (health: EngineHealth, words: string | null) => void;
}

export interface Supervisor {
  health(): EngineHealth;
  /** Why the last engine that was started here ended; null while there is nothing to say. */
  words(): string | null;
  /** Whether the engine that is there was started by this very shell, with the flags that it would give again. */
  isOwn(): boolean;
  /** From here on none is started: the operator wants it stopped. Returns a way to undo it. */
  rest(): () => void;
  stop(): void;
}

/** Looks at the engine every second, attaches to one that is there, and starts one where there is none. */
export function superviseEngine(options: SupervisorOptions): Supervisor {
  const { dataDir, timers, launch, onHealth } = options;
  let now = supervisionAtStart(timers.nowMs());
  let own: { pid: number | null; ended: boolean } = { pid: null, ended: true };
  let words: string | null = null;
  let mayStart = true;
  let stopped = false;
  let cancel = (): void => {};

  function start(): void {
    try {
      const launched = launch();
      const mine = { pid: launched.pid, ended: false };
      own = mine;
      launched.onEnd((said) => {
        mine.ended = true;
        words = said;
      });
    } catch (error) {
      words = messageOf(error);
    }
  }

  async function look(): Promise<void> {
    const found = readDataFolder(dataDir);
    const lives = !own.ended || (found !== null && isAlive(found.pid));
    const answers = lives && found !== null && (options.isHeard() || (await answersHealth(options, found)));
    if (stopped) return;
    const { start: wanted, ...next } = supervise(now, { nowMs: timers.nowMs(), lives, answers }, shellLimits);
    const changed = next.health.kind !== now.health.kind;
    now = next;
    if (wanted && mayStart) start();
    if (now.health.kind === 'attached') words = null;
    if (changed || wanted) onHealth(now.health, words);
    cancel = timers.after(shellLimits.lookMs, () => void look());
  }

  void look();
  return {
    health: () => now.health,
    words: () => words,
    isOwn: () => !own.ended && own.pid !== null && own.pid === readDataFolder(dataDir)?.pid,
    rest() {
      mayStart = false;
      return () => {
        mayStart = true;
      };
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** The second fact: it answers, and as an engine does. */
async function answersHealth({ fetch }: Pick<SupervisorOptions, 'fetch'>, found: FoundEngine): Promise<boolean> {
  const address: Endpoint['baseUrl'] = `http://127.0.0.1:${found.devicePort}/health`;
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(shellLimits.healthMs) });
    const body: unknown = await answer.json();
    return answer.ok && body !== null && typeof body === 'object' && 'uptimeSeconds' in body;
  } catch {
    return false;
  }
}
