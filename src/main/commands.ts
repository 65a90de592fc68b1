import type { Timers } from '../client/timers.ts';
import type { ClientSource } from '../shared/source.ts';
import type { ElectronApi } from './electron-api.ts';
import type { EngineLink } from './engine/engine-link.ts';
import type { Notifier } from './notices/notifier.ts';
import { type KillSent, sendKill } from './send-kill.ts';

type ShellSource = Extract<ClientSource, 'hotkey' | 'tray'>;

/** What can be done to the engine from outside the window. Each tells what came of it, and nothing before it is known. */
export interface Commands {
  kill(source: ShellSource, reason: string): void;
  /** Kills, once the question is answered. */
  askAndKill(): Promise<void>;
  checkIn(): Promise<void>;
  /** Whether a kill is on its way that nobody has answered yet. */
  isSending(): boolean;
}

export interface CommandsOptions {
  electron: Pick<ElectronApi, 'dialog'>;
  engine: Pick<EngineLink, 'client' | 'state'>;
  notifier: Pick<Notifier, 'show' | 'works'>;
  timers: Timers;
}

export function openCommands({ electron, engine, notifier, timers }: CommandsOptions): Commands {
  let sending = 0;

  function kill(source: ShellSource, reason: string): void {
    let hasComplained = false;
    const onStep = (sent: KillSent): void => {
      // The engine's own news, which follow, tell of a kill that it took.
      if (sent.step === 'answered' || (sent.step === 'trying' && hasComplained)) return;
      hasComplained = true;
      const words = killWords(sent);
      notifier.show({ ...words, critical: true, place: 'now' });
      // Notifications may be off, or be missed; whoever believes that everything is being closed must not be left in it.
      if (sent.step !== 'trying' || notifier.works() === false) showError(words);
    };
    sending += 1;
    void sendKill({ client: () => engine.client(source), timers, reason, onStep }).finally(() => {
      sending -= 1;
    });
  }
  function showError({ title, body }: { title: string; body: string }): void {
    void electron.dialog.showMessageBox({
      type: 'error',
      title: 'Scram',
      message: title,
      detail: body,
      buttons: ['Close'],
    });
  }
  return {
    kill,
    isSending: () => sending > 0,
    async askAndKill() {
      const money = engine.state()?.paper === true ? ' This engine trades on paper.' : '';
      const { response } = await electron.dialog.showMessageBox({
        type: 'warning',
        title: 'Scram',
        message: 'Kill now?',
        detail: `Every order is cancelled and every position is closed at market, on every account. Trading stays shut until you reset it.${money}`,
        buttons: ['Kill', 'Cancel'],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      });
      if (response === 0) kill('tray', 'pulled from the tray');
    },
    async checkIn() {
      const client = engine.client('tray');
      const called = client.ok ? await client.value.checkIn() : client;
      if (called.ok) return;
      const { message, hint } = called.failure;
      notifier.show({ title: 'The check-in did not count', body: `${message} ${hint}`, critical: true, place: 'now' });
    },
  };
}

const byHand = 'If it is urgent, close by hand at your broker, or use the button.';

function killWords(sent: Exclude<KillSent, { step: 'answered' }>): { title: string; body: string } {
  const { message, hint } = sent.failure;
  switch (sent.step) {
    case 'trying':
      return { title: 'The kill is not confirmed', body: `${message} It is being sent again. ${byHand}` };
    case 'refused':
      return { title: 'The engine did not take the kill', body: `${message} ${hint} ${byHand}` };
    case 'given_up': {
      const landed = sent.mayHaveLanded ? 'It may have landed.' : 'It did not land.';
      return { title: 'The kill could not be delivered', body: `${landed} ${message} ${byHand}` };
    }
  }
}
