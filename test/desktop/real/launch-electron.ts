import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import { build } from 'vite';
import { type AppLaunch, builtApp, type LaunchedApp } from '../launched-app.ts';
import type { Answer, AskName } from '../observe/asks.ts';

const outDir = fileURLToPath(new URL('../../../out/desktop-test', import.meta.url));

/** Electron's own start, on a machine that is busy with other things. */
const startMs = 90_000;

/** Electron's executable where its runtime has been downloaded and a desktop is there to show its windows; null otherwise. */
export function findElectron(): string | null {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return null;
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const executable = join(folder, 'dist', readFileSync(name, 'utf8'));
  return existsSync(executable) ? executable : null;
}

/** The real built shell on the real Electron, with the observer loaded before it. */
export async function launchElectron(executablePath: string, { args, env }: AppLaunch): Promise<LaunchedApp> {
  // Chromium's sandbox refuses to run as root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const application = await _electron.launch({
    executablePath,
    args: ['-r', await bundledObserver(), ...asRoot, builtApp, ...args],
    env,
    timeout: startMs,
  });
  return {
    ask: (name, ...[argument]) => application.evaluate(answerInApp, { name, argument }) as Promise<Answer<typeof name>>,
    window: () => application.firstWindow(),
    kill: (signal) => void application.process().kill(signal),
    end: async () => undefined,
  };
}

/** Runs in the app's process. */
function answerInApp(_electron: unknown, { name, argument }: { name: AskName; argument: unknown }): Promise<unknown> {
  const { answerScram } = globalThis as unknown as {
    answerScram: (name: AskName, argument: unknown) => Promise<unknown>;
  };
  return answerScram(name, argument);
}

let bundled: Promise<unknown> | null = null;

/** The observer as one CommonJS file, which is what Electron can load before the app. */
export async function bundledObserver(): Promise<string> {
  bundled ??= build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('../observe/index.ts', import.meta.url)),
      outDir,
      rollupOptions: { external: ['electron'], output: { format: 'cjs', entryFileNames: 'observer.cjs' } },
    },
  });
  await bundled;
  return join(outDir, 'observer.cjs');
}
