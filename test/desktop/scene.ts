import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { test as base } from 'vitest';
import { readDataFolder } from '../../src/main/engine/data-files.ts';
import { hasChromium } from '../support/chromium.ts';
import { callJson, until } from '../support/http.ts';
import { endAllNaming } from '../support/leftovers.ts';
import { launchDouble } from './double/launch-double.ts';
import type { LaunchedApp } from './launched-app.ts';
import { findElectron, launchElectron } from './real/launch-electron.ts';

/** A data folder of its own; whatever is started in it, the engine too, ends with the spec. */
export interface Scene {
  dataDir: string;
  /** Electron where it is there, and otherwise its double, whose switches `env` may hold. */
  launch(env?: Record<string, string>, flags?: readonly string[]): Promise<LaunchedApp>;
  /** Waits until the tray shows a picture of this shape. */
  shows(app: LaunchedApp, shape: string): Promise<unknown>;
  enginePid(): number;
  call(path: string, method?: string, body?: object): Promise<{ status: number; json: Record<string, unknown> }>;
  /** The sources of the journal's rows of a kind. */
  sources(kind: string): Promise<unknown[]>;
  end(): Promise<void>;
}

/** For an engine to start where many start side by side, on a machine that is busy with other things. */
const patientMs = 90_000;

export const electron = findElectron();
export const canShowWindows = electron !== null || hasChromium;
export const noWindows = 'neither Electron nor Chromium is here to show a window';

/** Waiting, mostly for two quiet seconds of a broker, is what these specs take: they run side by side. */
export const test = base.extend<{ scene: Scene }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from it that no other fixture is wanted.
  scene: async ({}, use) => {
    const scene = newScene();
    await use(scene);
    await scene.end();
  },
});

export function newScene(): Scene {
  const dataDir = mkdtempSync(join(tmpdir(), 'scram-desktop-'));
  const apps: LaunchedApp[] = [];

  async function call(path: string, method = 'GET', body?: object) {
    const port = readDataFolder(dataDir)?.controlPort ?? 0;
    const token = readFileSync(join(dataDir, 'operator.token'), 'utf8').trim();
    return callJson<Record<string, unknown>>({ port, path, method, token, ...(body && { body }) });
  }

  return {
    dataDir,
    async launch(env = {}, flags = []) {
      const app = await launch(dataDir, env, flags);
      apps.push(app);
      return app;
    },
    shows: (app, shape) =>
      until(
        () => app.ask('tray'),
        (tray) => tray?.picture === `${shape}.png`,
        patientMs,
      ),
    enginePid: () => readDataFolder(dataDir)?.pid ?? 0,
    call,
    async sources(kind) {
      const { json } = await call(`/api/journal?kind=${kind}`);
      return (json.rows as { source: string }[]).map(({ source }) => source);
    },
    async end() {
      for (const app of apps) await app.end();
      await endAllNaming(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function launch(dataDir: string, env: Record<string, string>, flags: readonly string[]): Promise<LaunchedApp> {
  const ports = ['--host', '127.0.0.1', '--device-port', '0', '--control-port', '0'];
  const options = {
    args: ['--data', dataDir, ...ports, ...flags],
    env: {
      ...(process.env as Record<string, string>),
      // A desktop that the double stands for passes keys on, whatever the one is on which the specs run.
      ...(electron === null && { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: '' }),
      // The shell starts its engine with whatever Node is first on the path.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      DOUBLE_USER_DATA: join(dataDir, 'desktop'),
      ...env,
    },
  };
  return electron === null
    ? launchDouble(options)
    : launchElectron(electron, { ...options, args: [...options.args, `--user-data-dir=${join(dataDir, 'desktop')}`] });
}
