import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, until } from '../support/http.ts';
import type { Fault } from '../support/telegram/bot-api-server.ts';
import { operator, TelegramEngine } from '../support/telegram/telegram-engine.ts';

let scram: TelegramEngine;
beforeEach(async () => {
  scram = await TelegramEngine.begin();
});
afterEach(() => scram.end());

function every(fault: Fault): void {
  for (const method of ['getUpdates', 'sendMessage', 'setMyCommands', 'getMe']) scram.bot.faults.set(method, fault);
}
const deaf = () => scram.state().conditions.find(({ id }) => id === 'telegram_deaf');
const asked = async () => scram.bot.calls.get('getUpdates') ?? 0;

/** Everything that people can see of the engine, and everything that it has put on the disk. */
async function seen(): Promise<string> {
  const journal = await scram.engine().engine.journal.page({ limit: 500 });
  return JSON.stringify([scram.state(), journal, scram.bugs.map(String)]) + scram.written();
}

/** Answers from which nothing can be learnt, and that are no failure. */
function isHarmless(fault: Fault): boolean {
  return fault.kind === 'text' && fault.text.startsWith('{"ok":true');
}

/** Milliseconds from the call to the answer: the latch is engaged in between. */
async function killMs(): Promise<number> {
  const beganMs = performance.now();
  expect((await scram.ask('/api/kill', { reason: 'a test' })).status).toBe(200);
  return performance.now() - beganMs;
}

const faults: [string, Fault][] = [
  ['hangs', { kind: 'hangs' }],
  ['cuts the connection', { kind: 'cuts' }],
  ['fails', { kind: 'says', status: 502, description: 'Bad Gateway' }],
  ['answers what is no JSON', { kind: 'text', text: '<html>110201543</html>' }],
  ['answers null', { kind: 'text', text: 'null' }],
  ['answers with updates of no known shape', { kind: 'text', text: '{"ok":true,"result":[{"update_id":"x"},7,null]}' }],
  ['answers without an end', { kind: 'floods' }],
  ['sends elsewhere', { kind: 'redirects', to: 'http://127.0.0.1:9/' }],
];

describe('a server of Telegram that', () => {
  it.each(faults)('%s costs the commands alone, and never the token', async (_name, fault) => {
    every(fault);
    await scram.start();
    await until(asked, (calls) => calls > 0);
    // A call to Telegram is given up after 10 s: a kill that waited for one would take longer than this.
    expect(await killMs()).toBeLessThan(8_000);
    expect(scram.state().state).not.toBe('armed');
    await until(
      async () => scram.bot.calls.get('sendMessage') ?? 0,
      (calls) => calls > 0,
    );
    // Told at once, where it may have anything of the server in it.
    scram.later(60_001);
    if (fault.kind !== 'hangs')
      await until(
        async () => deaf(),
        (condition) => condition !== undefined || isHarmless(fault),
      );
    expect(await seen()).not.toContain(scram.bot.token.split(':')[1]);
  });

  it('is not there when the engine starts is heard as soon as it is', async () => {
    every({ kind: 'cuts' });
    await scram.start();
    await until(asked, (calls) => calls > 0);
    scram.bot.faults.clear();
    scram.bot.write(operator, '/checkin');
    await scram.bot.hears(operator, 'does not act on what was sent before');
    expect(scram.state().deadMan.lastCheckIn).toBeNull();
    scram.bot.write(operator, '/checkin');
    await scram.bot.hears(operator, 'Checked in');
  });

  it('is silent for a minute is told, and so is its return', async () => {
    await scram.listens();
    every({ kind: 'says', status: 500, description: 'Internal Server Error' });
    scram.bot.write(operator, '/status');
    await until(asked, (calls) => calls > 2);
    expect(deaf()).toBeUndefined();
    scram.later(60_001);
    expect(deaf()).toMatchObject({ severity: 'warning', sentence: expect.stringContaining('it failed (500)') });
    scram.bot.faults.clear();
    await until(
      async () => deaf(),
      (condition) => condition === undefined,
      8_000,
    );
  });
});

describe('an answer that somebody must act on', () => {
  it('is told at once: a token that is not known', async () => {
    scram.secret('1:another-token-of-nobody');
    await scram.start();
    const condition = await until(
      async () => deaf(),
      (found) => found !== undefined,
    );
    expect(condition).toMatchObject({ nextAction: expect.stringContaining('@BotFather') });
    expect(scram.state().telegram).toEqual({ deaf: 'it does not know the bot’s token' });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await asked()).toBe(1);
    const preflight = JSON.stringify(await scram.engine().engine.preflight());
    expect(preflight).toContain('it does not know the bot’s token');
    expect(preflight + (await seen())).not.toContain('another-token-of-nobody');
  });

  it('is told at once: another program that listens with the same token', async () => {
    const description = 'Conflict: terminated by other getUpdates request';
    scram.bot.faults.set('getUpdates', { kind: 'says', status: 409, description });
    await scram.start();
    const condition = await until(
      async () => deaf(),
      (found) => found !== undefined,
    );
    expect(condition).toMatchObject({ sentence: expect.stringContaining('another program listens') });
    expect(await asked()).toBe(1);
  });

  it('is told at once: a token that is none, or is missing', async () => {
    scram.secret('sk-this-is-no-token');
    await scram.start();
    expect(deaf()).toMatchObject({ sentence: expect.stringContaining('no token of Telegram') });
    expect(await seen()).not.toContain('sk-this-is-no-token');
    const refused = await scram.ask('/api/challenge');
    expect(refused).toMatchObject({ status: 409, json: { error: { message: expect.stringContaining('no token') } } });
    expect(await asked()).toBe(0);
  });
});

describe('a server that asks for a pause', () => {
  it('gets it', async () => {
    const description = 'Too Many Requests: retry after 1';
    scram.bot.faults.set('getUpdates', { kind: 'says', status: 429, description, parameters: { retry_after: 1 } });
    await scram.start();
    await until(asked, (calls) => calls > 0);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await asked()).toBe(1);
    scram.bot.faults.clear();
    await until(asked, (calls) => calls > 1, 3_000);
  });

  it('gets it for an answer too, which comes then', async () => {
    await scram.listens();
    const description = 'Too Many Requests: retry after 1';
    scram.bot.faults.set('sendMessage', { kind: 'says', status: 429, description, parameters: { retry_after: 1 } });
    scram.bot.write(operator, '/checkin');
    await scram.reaches(({ deadMan }) => deadMan.lastCheckIn !== null);
    scram.bot.faults.clear();
    await scram.bot.hears(operator, 'Checked in');
  });
});

describe('an engine without people who may command', () => {
  it('asks Telegram for nothing, and has no code to give', async () => {
    const telegram = { token: { secret: 'bot' }, chatId: operator, baseUrl: scram.bot.url };
    scram.configure({ alerts: { telegram } });
    await scram.start();
    await scram.ask('/api/kill', { reason: 'a test' });
    await scram.bot.hears(operator, 'KILL');
    expect(await scram.ask('/api/challenge')).toMatchObject({ status: 409 });
    expect(scram.state().telegram).toBeNull();
    expect(await asked()).toBe(0);
  });
});

describe('an alert', () => {
  it('is acknowledged with its button', async () => {
    await scram.listens();
    await scram.ask('/api/kill', { reason: 'a test' });
    await scram.bot.hears(operator, 'KILL');
    scram.bot.press(operator, 'I have seen it');
    await scram.bot.hears(operator, 'Noted: it is not told again.');
    const from = `telegram user ${operator}`;
    expect(await scram.rows('ALERTS_ACKNOWLEDGED')).toMatchObject([{ source: 'telegram', data: { from } }]);
    const { devicePort: port } = scram.engine();
    expect((await call({ port, path: '/status' })).body).toContain('"state":"kill');
  });
});
