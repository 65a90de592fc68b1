import type { Timers } from '../../client/timers.ts';
import { messageOf } from '../../shared/errors.ts';
import { shellLimits } from '../limits.ts';
import { within } from '../within.ts';
import { isAlive, readDataFolder } from './data-files.ts';
import type { EngineLink } from './engine-link.ts';

export interface EngineRestart {
  /**
   * Whether it may be asked for: the engine is armed, since a kill at work is not to be interrupted, and was started by this shell. Of
   * another nobody here knows with which flags, and so with which configuration, it would have to come back.
   */
  isOffered(): boolean;
  /** Ends the engine and waits until the supervision has another one up. A sentence when that can't be said; null when it is so. */
  restart(): Promise<string | null>;
}

export interface EngineRestartOptions {
  dataDir: string;
  engine: Pick<EngineLink, 'state' | 'health' | 'isOwn' | 'words'>;
  timers: Timers;
  /** Asks a process to end (SIGTERM). */
  end: (pid: number) => void;
}

export function openRestart({ dataDir, engine, timers, end }: EngineRestartOptions): EngineRestart {
  const isOffered = (): boolean => engine.state()?.state === 'armed' && engine.isOwn();
  return {
    isOffered,
    async restart() {
      const found = readDataFolder(dataDir);
      if (found === null || !isOffered())
        return 'It is restarted from here only while armed, and if this app started it.';
      try {
        end(found.pid);
      } catch (error) {
        return `It could not be asked to end: ${messageOf(error)}.`;
      }
      if (!(await within(timers, shellLimits.disarmMs, () => !isAlive(found.pid)))) {
        return `It was asked to end, and its process ${found.pid} still lives.`;
      }
      const isBack = (): boolean => engine.health().kind === 'attached' && readDataFolder(dataDir)?.pid !== found.pid;
      if (await within(timers, shellLimits.restartedMs, isBack)) return null;
      return `It has ended and is not up again: ${engine.words() ?? 'see NO ENGINE in the tray'}.`;
    },
  };
}
