import type { Timers } from '../client/timers.ts';
import type { Commands } from './commands.ts';
import type { Dispose, ElectronApi } from './electron-api.ts';
import { isAlive, readDataFolder } from './engine/data-files.ts';
import type { EngineLink } from './engine/engine-link.ts';
import { shellLimits } from './limits.ts';
import { within } from './within.ts';

export interface QuitOptions {
  electron: Pick<ElectronApi, 'app' | 'dialog' | 'powerMonitor'>;
  dataDir: string;
  engine: Pick<EngineLink, 'state' | 'health' | 'rest'>;
  commands: Pick<Commands, 'isSending'>;
  timers: Timers;
  /** Asks a process to end (SIGTERM). */
  end: (pid: number) => void;
}

export type QuitChoice = 'leave' | 'disarm' | 'cancel';

/**
 * Every way out of the shell asks once what becomes of the engine; it stays armed unless its user says otherwise. A system that shuts
 * down is not kept waiting. Returns a way to undo it.
 */
export function guardQuit(options: QuitOptions): Dispose {
  const { electron } = options;
  const { app, powerMonitor } = electron;
  let mayQuit = false;
  let isAsking = false;

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    const goes = await quits(options).finally(() => {
      isAsking = false;
    });
    if (!goes) return;
    mayQuit = true;
    app.quit();
  }

  const onBeforeQuit = (event: { preventDefault(): void }): void => {
    // Without an engine, and nothing to tell one, there is nothing to ask about.
    if (mayQuit || (options.engine.health().kind === 'gone' && !options.commands.isSending())) return;
    event.preventDefault();
    void ask();
  };
  const onShutdown = (): void => {
    mayQuit = true;
  };
  app.on('before-quit', onBeforeQuit);
  powerMonitor.on('shutdown', onShutdown);
  return () => {
    app.off('before-quit', onBeforeQuit);
    powerMonitor.off('shutdown', onShutdown);
  };
}

async function quits(options: QuitOptions): Promise<boolean> {
  if (options.commands.isSending()) return dropsKill(options);
  const choice = await ask(options);
  if (choice === 'cancel') return false;
  // A question may stand open for long. A kill that came meanwhile has other ones.
  if (options.commands.isSending() || (choice === 'disarm' && !isArmed(options))) return quits(options);
  return choice === 'leave' || disarm(options);
}

/** As it says itself: one that is not heard may be at work on a kill. */
function isArmed({ engine }: Pick<QuitOptions, 'engine'>): boolean {
  return engine.state()?.state === 'armed';
}

/** A kill that nobody has answered is sent again for as long as this process lives. */
async function dropsKill({ electron: { dialog } }: QuitOptions): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Scram',
    message: 'A kill is still on its way.',
    detail: 'The engine has not answered it yet, and it is being sent again. If you quit now, it may never arrive.',
    buttons: ['Keep sending', 'Quit all the same'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

async function ask({ electron: { dialog }, engine }: QuitOptions): Promise<QuitChoice> {
  const { message, detail, choices } = isArmed({ engine }) ? ofArmed : engine.state() === null ? ofUnheard : ofEngaged;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    title: 'Scram',
    message,
    detail,
    buttons: choices.map(([, label]) => label),
    defaultId: 0,
    cancelId: choices.length - 1,
    noLink: true,
  });
  return choices[response]?.[0] ?? 'cancel';
}

interface Question {
  message: string;
  detail: string;
  choices: readonly (readonly [QuitChoice, string])[];
}

const ofArmed: Question = {
  message: 'Leave the engine armed?',
  detail:
    'Armed: the engine goes on without this app, and the button, the command line and Telegram still kill. Disarm: the engine is stopped, and nothing guards your accounts.',
  choices: [
    ['leave', 'Leave armed'],
    ['disarm', 'Disarm'],
    ['cancel', 'Cancel'],
  ],
};

/** An engine that has, or may have, work to finish is not offered to be stopped. */
const atWork: Question['choices'] = [
  ['leave', 'Leave it at work'],
  ['cancel', 'Cancel'],
];

const ofEngaged: Question = {
  message: 'The kill switch is engaged. The engine goes on without this app.',
  detail: 'Tray, hotkey and notifications of this app end. The button and the command line still work.',
  choices: atWork,
};

const ofUnheard: Question = {
  message: 'The engine is not heard just now. It goes on without this app.',
  detail:
    'It may be at work on a kill, so it is not stopped from here. Tray, hotkey and notifications of this app end. The button and the command line still work if the engine does.',
  choices: atWork,
};

/** Stops the engine, and says so only once it is gone and nobody has started it again. */
async function disarm({ electron: { dialog }, dataDir, engine, timers, end }: QuitOptions): Promise<boolean> {
  const found = readDataFolder(dataDir);
  if (found === null || !isAlive(found.pid)) return true;
  const startAgain = engine.rest();
  askToEnd(end, found.pid);
  const isGone = await within(timers, shellLimits.disarmMs, () => !isAlive(found.pid));
  const again = () => {
    const pid = readDataFolder(dataDir)?.pid;
    return pid !== undefined && pid !== found.pid && isAlive(pid);
  };
  if (isGone && !(await within(timers, shellLimits.serviceRestartMs, again))) return true;
  const detail = isGone
    ? 'A service manager has started it again. Remove the service first: scram service remove.'
    : `It was asked to end and its process ${found.pid} still lives. It may still act on a kill.`;
  const message = 'The engine is not stopped.';
  // This app stays, and with it its promise that an engine which ends is started again.
  startAgain();
  await dialog.showMessageBox({ type: 'error', title: 'Scram', message, detail, buttons: ['Close'] });
  return false;
}

/** A process that has just ended, or is another user's, can't be asked; whether it is gone is looked at in any case. */
function askToEnd(end: QuitOptions['end'], pid: number): void {
  try {
    end(pid);
  } catch {
    // Seen by the look that follows.
  }
}
