import { expect, test } from 'vitest';
import type { EngineState } from '../shared/api/state.ts';
import { engineState, killedState } from './fixture.ts';
import { guardQuit, type QuitOptions } from './quit.ts';

interface Question {
  message: string;
  buttons: string[];
}

/** A shell by hand: `answers` are given to its questions in turn, each after what happens while it stands open. */
function scene(first: EngineState | null, answers: { meanwhile?: () => void; button: string }[]) {
  let state = first;
  let onBeforeQuit = (_event: { preventDefault(): void }): void => {};
  const asked: Question[] = [];
  const ended: number[] = [];
  let sending = false;
  let quits = 0;
  const options = {
    electron: {
      app: {
        on: (_name: string, listener: typeof onBeforeQuit) => {
          onBeforeQuit = listener;
        },
        off: () => {},
        quit: () => {
          quits += 1;
        },
      },
      powerMonitor: { on: () => {}, off: () => {} },
      dialog: {
        async showMessageBox(question: Question) {
          asked.push(question);
          const answer = answers.shift();
          answer?.meanwhile?.();
          return { response: question.buttons.indexOf(answer?.button ?? 'Cancel') };
        },
      },
    },
    dataDir: '/nowhere',
    engine: { state: () => state, health: () => ({ kind: 'attached', sinceMs: 0 }), rest: () => () => {} },
    commands: { isSending: () => sending },
    timers: { nowMs: () => 0, after: () => () => {} },
    end: (pid: number) => ended.push(pid),
  } as unknown as QuitOptions;
  guardQuit(options);
  return {
    asked,
    ended,
    quits: () => quits,
    becomes: (next: EngineState | null) => {
      state = next;
    },
    sends: () => {
      sending = true;
    },
    async quit() {
      onBeforeQuit({ preventDefault: () => {} });
      await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

test('a kill that came while the question stood open is not stopped by an answer to the old one', async () => {
  const shell = scene(engineState(), [
    { meanwhile: () => shell.becomes(killedState(null)), button: 'Disarm' },
    { button: 'Cancel' },
  ]);
  await shell.quit();
  expect(shell.asked.map(({ buttons }) => buttons)).toEqual([
    ['Leave armed', 'Disarm', 'Cancel'],
    ['Leave it at work', 'Cancel'],
  ]);
  expect(shell.ended).toEqual([]);
  expect(shell.quits()).toBe(0);
});

test('a kill that is being sent by then is asked about, whatever the answer was', async () => {
  const shell = scene(engineState(), [
    { meanwhile: () => shell.sends(), button: 'Leave armed' },
    { button: 'Keep sending' },
  ]);
  await shell.quit();
  expect(shell.asked.map(({ message }) => message)).toEqual(['Leave the engine armed?', 'A kill is still on its way.']);
  expect(shell.quits()).toBe(0);
});

test('an engine that is not heard may be at work, and is not offered to be stopped', async () => {
  const shell = scene(null, [{ button: 'Leave it at work' }]);
  await shell.quit();
  expect(shell.asked).toMatchObject([
    { message: expect.stringContaining('not heard'), buttons: ['Leave it at work', 'Cancel'] },
  ]);
  expect(shell.quits()).toBe(1);
});
