import { expect, test } from 'vitest';
import type { CallFailureCode } from '../client/failure.ts';
import { openCommands } from './commands.ts';

/** Sends one kill of the hotkey to an engine that fails it in this way; what was shown, by the time it has been given up. */
async function killAgainst(code: CallFailureCode, works: boolean | null) {
  const shown: string[] = [];
  const dialogs: string[] = [];
  let nowMs = 0;
  const failure = { code, message: 'It did not answer.', hint: '', mayHaveLanded: false };
  const commands = openCommands({
    electron: {
      dialog: {
        showMessageBox: async ({ message }: { message: string }) => {
          dialogs.push(message);
          return { response: 0, checkboxChecked: false };
        },
      },
    } as never,
    engine: {
      client: () => ({ ok: true, value: { kill: async () => ({ ok: false, failure }) } }) as never,
      state: () => null,
    },
    notifier: { show: ({ title }) => shown.push(title), works: () => works },
    timers: {
      nowMs: () => nowMs,
      after(delayMs, run) {
        nowMs += delayMs;
        const timer = setImmediate(run);
        return () => clearImmediate(timer);
      },
    },
  });
  commands.kill('hotkey', 'pulled from the hotkey');
  await expect.poll(() => commands.isSending()).toBe(false);
  return { shown, dialogs };
}

const unconfirmed = 'The kill is not confirmed';
const undelivered = 'The kill could not be delivered';

test('a kill that could not be delivered is said where nobody can overlook it, not in a notification alone', async () => {
  expect(await killAgainst('unanswered', true)).toEqual({ shown: [unconfirmed, undelivered], dialogs: [undelivered] });
});

test('where the system shows no notifications, so is one that is not confirmed yet', async () => {
  expect((await killAgainst('unanswered', false)).dialogs).toEqual([unconfirmed, undelivered]);
});

test('one that the engine refuses is said at once', async () => {
  const refused = 'The engine did not take the kill';
  expect(await killAgainst('forbidden', null)).toEqual({ shown: [refused], dialogs: [refused] });
});
