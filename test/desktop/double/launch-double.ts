import { spawn } from 'node:child_process';
import { until } from '../../support/http.ts';
import { type AppLaunch, builtApp, type LaunchedApp } from '../launched-app.ts';
import { type ChromiumWindow, openChromiumWindow } from './chromium-window.ts';
import type { DoubleSays } from './wire.ts';

const registered = new URL('./register.ts', import.meta.url).href;
const observer = new URL('../observe/index.ts', import.meta.url).href;

const ended = 'the app has ended';

interface Answered {
  id: number;
  value: never;
  error?: string;
}

/** The real built shell in a process of its own, with the double in Electron's place. */
export async function launchDouble({ args, env }: AppLaunch): Promise<LaunchedApp> {
  const child = spawn(process.execPath, ['--import', registered, '--import', observer, builtApp, ...args], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let port: number | null = null;
  let shown: ChromiumWindow | null = null;
  let next = 0;
  let hasEnded = false;

  const ask: LaunchedApp['ask'] = (name, ...[argument]) =>
    new Promise((resolve, reject) => {
      // A message to a process that is gone may be lost without an error.
      if (hasEnded) return reject(new Error(ended));
      next += 1;
      waiting.set(next, { resolve, reject });
      child.send({ id: next, name, argument }, (error) => error && reject(error));
    });

  function take({ id, value, error }: Answered): void {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(value);
    else asked?.reject(new Error(error));
  }

  async function closeWindow(): Promise<void> {
    const closing = shown;
    shown = null;
    await closing?.close();
  }

  child.once('exit', () => {
    hasEnded = true;
    for (const { reject } of waiting.values()) reject(new Error(ended));
    waiting.clear();
  });
  child.on('message', (message: Answered | DoubleSays) => {
    if (!('says' in message)) return take(message);
    if (message.says === 'bridge') port = message.port;
    else if (message.says === 'window-closed') void closeWindow();
    else void shown?.send(message.channel, message.value);
  });

  return {
    ask,
    async window() {
      if (shown !== null) return shown.page;
      const opened = await until(
        () => ask('windows'),
        (windows) => windows.length > 0 && port !== null,
      );
      const [window] = opened;
      if (window === undefined || port === null) throw new Error('there is no window');
      const onCrash = () => void ask('losePage');
      shown = await openChromiumWindow({ port, window, onCrash, invoke: (question) => ask('invoke', question) });
      return shown.page;
    },
    kill: (signal) => void child.kill(signal),
    end: closeWindow,
  };
}
