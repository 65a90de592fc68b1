import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchDouble } from '../../test/desktop/double/launch-double.ts';
import type { LaunchedApp } from '../../test/desktop/launched-app.ts';
import { until } from '../lib/wait.ts';
import { patience } from '../limits.ts';

export interface StartedApp {
  app: LaunchedApp;
  /** From the spawn to the tray's first picture, and to the one that says ARMED. */
  trayAfterMs: number;
  armedAfterMs: number;
  stop(): Promise<void>;
}

/** The built desktop app at an engine that runs already, with the specs' double in Electron's place. */
export async function startApp(dataDir: string): Promise<StartedApp> {
  const userData = join(dataDir, 'desktop');
  mkdirSync(userData, { recursive: true });
  const startedMs = performance.now();
  const app = await launchDouble({
    args: ['--data', dataDir],
    env: { ...(process.env as Record<string, string>), DOUBLE_USER_DATA: userData },
  });
  const trayIs = async (what: string, picture: RegExp): Promise<number> => {
    await until(what, async () => picture.test((await app.ask('tray'))?.picture ?? ''), patience.startMs, 2);
    return performance.now() - startedMs;
  };
  const trayAfterMs = await trayIs('the tray’s icon', /./);
  const armedAfterMs = await trayIs('an icon that says ARMED', /^armed/);
  return {
    app,
    trayAfterMs,
    armedAfterMs,
    async stop() {
      await app.end();
      app.kill('SIGKILL');
    },
  };
}
