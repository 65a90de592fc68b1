import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { Answer, AskArgument, AskName } from './observe/asks.ts';

export const builtApp = fileURLToPath(new URL('../../out/main/app.cjs', import.meta.url));

/** The running app, the same to a spec whether Electron or its double is under it. */
export interface LaunchedApp {
  /** Asks the observer in the app's process. */
  ask<Name extends AskName>(
    name: Name,
    ...argument: AskArgument<Name> extends undefined ? [] : [AskArgument<Name>]
  ): Promise<Answer<Name>>;
  /** The page of its window, once it has one. */
  window(): Promise<Page>;
  kill(signal: NodeJS.Signals): void;
  /** Closes what was opened to see it; its processes are ended by the scene. */
  end(): Promise<void>;
}

export interface AppLaunch {
  /** The app's own flags. */
  args: readonly string[];
  env: Record<string, string>;
}
