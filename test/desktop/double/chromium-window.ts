import { readFile } from 'node:fs/promises';
import { chromium, type Frame, type Page } from '@playwright/test';
import { chromiumPath } from '../../support/chromium.ts';
import type { Answer } from '../observe/asks.ts';

export interface ChromiumWindow {
  page: Page;
  /** A message of the app to the page. */
  send(channel: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface ChromiumWindowOptions {
  /** Of the bridge to what answers `scram://app/`. */
  port: number;
  window: Answer<'windows'>[number];
  invoke: (question: { channel: string; url: string; isTop: boolean; value: unknown }) => Promise<Answer<'invoke'>>;
  onCrash: () => void;
}

/**
 * A window of the app in Debian's Chromium: the page by the app's own handler, and in it the real built preload, whose questions go
 * to the app with the address of the frame that asks. What the sandbox and the isolation of Electron add is not here.
 */
export async function openChromiumWindow(options: ChromiumWindowOptions): Promise<ChromiumWindow> {
  const { port, window, invoke, onCrash } = options;
  const browser = await chromium.launch({ executablePath: chromiumPath });
  const { width, height } = window;
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  await page.exposeBinding('doubleInvoke', ({ frame }, channel: string, value: unknown) =>
    invoke({ channel, value, url: appAddress(frame, port), isTop: frame.parentFrame() === null }),
  );
  await page.addInitScript({ content: await preloadScript(window.webPreferences.preload ?? '') });
  page.once('crash', onCrash);
  await page.goto(`http://127.0.0.1:${port}/`);
  return { page, close: () => browser.close(), send: (channel, value) => dispatch(page, channel, value) };
}

/** The address that the frame has in the app; one that is not the bridge's is somebody else's. */
function appAddress(frame: Frame, port: number): string {
  const own = `http://127.0.0.1:${port}/`;
  const url = frame.url();
  return url.startsWith(own) ? `scram://app/${url.slice(own.length)}` : url;
}

/** A page that is gone hears nothing. */
async function dispatch(page: Page, channel: string, value: unknown): Promise<void> {
  const send = ([name, detail]: [string, unknown]) => void dispatchEvent(new CustomEvent(`double:${name}`, { detail }));
  await page.evaluate(send, [channel, value] as [string, unknown]).catch(() => undefined);
}

/** The preload as a sandbox runs it: nothing can be required but the two parts of electron that it has there. */
async function preloadScript(file: string): Promise<string> {
  return `(() => {
    const electron = {
      ipcRenderer: {
        async invoke(channel, value) {
          const { ok, answer, message } = await doubleInvoke(channel, value);
          if (!ok) throw new Error(message);
          return answer;
        },
        on: (channel, listener) => addEventListener('double:' + channel, ({ detail }) => listener({}, detail)),
      },
      contextBridge: { exposeInMainWorld: (name, api) => Object.assign(window, { [name]: Object.freeze(api) }) },
    };
    const require = (name) => {
      if (name !== 'electron') throw new Error("a sandboxed preload can't require " + name);
      return electron;
    };
    const module = { exports: {} };
    ((exports) => { ${await readFile(file, 'utf8')} \n})(module.exports);
  })();`;
}
