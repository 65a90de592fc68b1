import { type AddressInfo, createServer } from 'node:net';
import TelegramServer from 'telegram-test-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../support/http.ts';
import { operator, TelegramEngine } from '../support/telegram/telegram-engine.ts';
import { endRuns, runCli } from './cli-run.ts';

let scram: TelegramEngine;
let telegram: TelegramServer;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeEach(async () => {
  scram = await TelegramEngine.begin();
  telegram = new TelegramServer({ host: '127.0.0.1', port: await freePort() });
  await telegram.start();
  scram.configure({}, telegram.config.apiURL);
  await scram.start();
});
afterEach(async () => {
  await endRuns();
  await scram.end();
  await telegram.stop();
});

const person = () => telegram.getClient(scram.bot.token, { userId: operator, chatId: operator });

interface Told {
  text: string;
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

const all = () => telegram.storage.botMessages.map(({ message }) => message as unknown as Told);

/** Waits for the bot's words after the first `from` messages. */
async function hears(words: string, from = 0): Promise<Told> {
  const messages = await until(
    async () => all().slice(from),
    (found) => found.some(({ text }) => text.includes(words)),
  );
  return messages.findLast(({ text }) => text.includes(words)) ?? { text: '' };
}
async function write(text: string): Promise<void> {
  const client = person();
  if (text.startsWith('/')) await client.sendCommand(client.makeCommand(text));
  else await client.sendMessage(client.makeMessage(text));
}
async function press(message: Told, name: string): Promise<void> {
  const button = message.reply_markup?.inline_keyboard.flat().find(({ text }) => text === name);
  await person().sendCallback(person().makeCallbackQuery(button?.callback_data ?? ''));
}

test('a Bot API server that is not ours: a check-in, a kill by its button, a reset with the code of scram challenge', async () => {
  await write('/status');
  await hears('ARMED · PAPER');
  let from = all().length;
  await write('/checkin');
  await hears('Checked in', from);
  await write('/kill the feed looks wrong');
  await press(await hears('Kill?'), 'KILL');
  await hears('is engaged');
  await hears('KILL: the feed looks wrong');
  await scram.reaches(({ state, flat }) => state === 'killed' && flat === true);
  from = all().length;
  await write('/reset');
  await hears('Why is it safe', from);
  await write('looked at every account');
  await hears('Now the code', from);
  const shown = await runCli(['--data', scram.dataDir, 'challenge']);
  expect(shown).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('works once, in Telegram, within'),
  });
  const [code = ''] = /^\d{4} \d{4}/.exec(shown.stdout) ?? [];
  await write(code);
  await hears('Reset. It starts no bot.');
  expect(scram.state()).toMatchObject({ state: 'armed', trading: true, lastReset: { source: 'telegram' } });
  const refused = await runCli(['--data', scram.dataDir, 'challenge']);
  expect(refused).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('not engaged') });
});
