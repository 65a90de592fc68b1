import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive, readDataFolder } from '../../src/main/engine/data-files.ts';
import { until } from '../support/http.ts';
import type { Answer, AskArgument, AskName } from './double/remote.ts';

const register = new URL('./double/register.ts', import.meta.url).href;
const builtApp = fileURLToPath(new URL('../../out/main/app.cjs', import.meta.url));

/** The real built shell in a process of its own, with the double in Electron's place. */
export interface LaunchedApp {
  pid: number;
  ask<Name extends AskName>(
    name: Name,
    ...argument: AskArgument<Name> extends undefined ? [] : [AskArgument<Name>]
  ): Promise<Answer<Name>>;
  kill(signal: NodeJS.Signals): void;
}

export interface Scene {
  dataDir: string;
  launch(env?: Record<string, string>): LaunchedApp;
  /** Waits until the tray shows a picture of this shape. */
  shows(app: LaunchedApp, shape: string): Promise<unknown>;
  enginePid(): number;
  end(): Promise<void>;
}

/** A data folder of its own; what is started in it, the engine too, ends with `end`. */
export function newScene(): Scene {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-desktop-'));
  const apps: LaunchedApp[] = [];
  return {
    dataDir,
    launch(env = {}) {
      const app = launch(dataDir, env);
      apps.push(app);
      return app;
    },
    shows: (app, shape) =>
      until(
        () => app.ask('tray'),
        (tray) => tray?.picture === `${shape}.png`,
        20_000,
      ),
    enginePid: () => readDataFolder(dataDir)?.pid ?? 0,
    async end() {
      for (const app of apps) app.kill('SIGKILL');
      const pid = readDataFolder(dataDir)?.pid;
      if (pid !== undefined && isAlive(pid)) {
        process.kill(pid, 'SIGKILL');
        await until(
          async () => isAlive(pid),
          (lives) => !lives,
        );
      }
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function launch(dataDir: string, env: Record<string, string>): LaunchedApp {
  const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
  const child = spawn(process.execPath, ['--import', register, builtApp, '--data', dataDir, ...ports], {
    env: {
      ...process.env,
      // The shell starts its engine with whatever Node is first on the path.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      DOUBLE_USER_DATA: join(dataDir, 'desktop'),
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  child.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  });
  let next = 0;
  return {
    pid: child.pid ?? 0,
    ask: (ask, ...[argument]) =>
      new Promise((resolve, reject) => {
        next += 1;
        waiting.set(next, { resolve, reject });
        child.send({ id: next, ask, argument });
      }),
    kill: (signal) => void child.kill(signal),
  };
}
