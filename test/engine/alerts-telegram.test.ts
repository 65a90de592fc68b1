import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Channel } from '../../src/engine/alerts/channel.ts';
import { attempt, killMessage } from '../../src/engine/alerts/fixture.ts';
import { telegramChannel } from '../../src/engine/alerts/telegram/channel.ts';
import { selfSigned } from '../support/alerts/certificate.ts';
import { deadAddress } from '../support/alerts/service.ts';
import { BotApiServer, type Fault } from '../support/telegram/bot-api-server.ts';

let bot: BotApiServer;
let channel: Channel;

function channelAt(baseUrl: string, { token = bot.token, allowedUserIds = [7] } = {}): Channel {
  const settings = { kind: 'telegram', token: { secret: 'bot' }, chatId: 7, allowedUserIds, baseUrl } as const;
  const made = telegramChannel({ name: 'phone', settings, token });
  onTestFinished(() => made.dispose());
  return made;
}

beforeEach(async () => {
  bot = await new BotApiServer().open();
  channel = channelAt(bot.url);
});
afterEach(() => bot.close());

const secretOf = (token: string) => token.split(':')[1] ?? token;
const says = (status: number, description: string, parameters?: object): Fault => {
  return { kind: 'says', status, description, ...(parameters && { parameters }) };
};

describe('an alert over Telegram', () => {
  it('is sent when Telegram has taken it, with its button where somebody may press it', async () => {
    expect(await channel.send(killMessage(), attempt())).toEqual({ kind: 'sent', words: 'Telegram has taken it' });
    expect(await channelAt(bot.url, { allowedUserIds: [] }).send(killMessage(), attempt())).toMatchObject({
      kind: 'sent',
    });
    expect(bot.sent.map(({ buttons }) => buttons.length)).toEqual([1, 0]);
    expect(bot.refused).toEqual([]);
  });

  it.each<[string, Fault, object]>([
    [
      'a token that is revoked',
      says(401, 'Unauthorized'),
      { permanent: true, words: 'it does not know the bot’s token' },
    ],
    ['a token that never was', says(404, 'Not Found'), { permanent: true, words: 'it does not know the bot’s token' }],
    ['an unknown chat', says(400, 'Bad Request: chat not found'), { permanent: true }],
    ['a bot that is blocked', says(403, 'Forbidden: bot was blocked by the user'), { permanent: true }],
    [
      'a call for patience',
      says(429, 'Too Many Requests: retry after 7', { retry_after: 7 }),
      { permanent: false, retryAfterMs: 7_000 },
    ],
    ['a failure of the server', says(500, 'Internal Server Error'), { permanent: false }],
    ['a bad gateway that talks HTML', { kind: 'text', text: '<html>110201543</html>' }, { permanent: false }],
    ['a connection that is cut', { kind: 'cuts' }, { permanent: false }],
    ['an answer without end', { kind: 'floods' }, { permanent: false }],
    ['a redirect', { kind: 'redirects', to: 'http://127.0.0.1:9/' }, { permanent: false }],
  ])('is not sent after %s, and the token stays inside', async (_what, fault, failed) => {
    bot.faults.set('sendMessage', fault);
    const delivery = await channel.send(killMessage(), attempt());
    expect(delivery).toMatchObject({ kind: 'failed', ...failed });
    expect(JSON.stringify(delivery)).not.toContain(secretOf(bot.token));
    expect(bot.calls.get('sendMessage')).toBe(1);
  });

  it('ends on time with a server that says nothing', async () => {
    bot.faults.set('sendMessage', { kind: 'hangs' });
    const late = { kind: 'failed', permanent: false, words: 'it did not answer in time' };
    expect(await channel.send(killMessage(), attempt({ signal: AbortSignal.timeout(150) }))).toEqual(late);
  });

  it('says by words of ours why nobody answers, and who is not believed', async () => {
    const refused = await channelAt(await deadAddress()).send(killMessage(), attempt());
    const unknown = await channelAt('http://no-such-host.invalid').send(killMessage(), attempt());
    const server = createServer(selfSigned, () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const untrusted = await channelAt(address).send(killMessage(), attempt());
    expect([refused, unknown, untrusted]).toMatchObject([
      { permanent: false, words: 'nothing answers at its address' },
      { permanent: false },
      { permanent: false, words: 'its certificate can’t be believed' },
    ]);
    expect(JSON.stringify([refused, unknown, untrusted])).not.toContain(secretOf(bot.token));
  });

  it('with what is no token is not even tried', async () => {
    const odd = channelAt(bot.url, { token: 'sk-of-somebody-else' });
    const delivery = await odd.send(killMessage(), attempt());
    const check = await odd.check(attempt().signal);
    expect([delivery, check]).toMatchObject([{ kind: 'failed', permanent: true }, { kind: 'bad' }]);
    expect(JSON.stringify([delivery, check])).not.toContain('sk-of');
    expect(bot.calls.size).toBe(0);
  });
});

describe('preflight', () => {
  it('asks for the bot and the chat, and tells nobody anything', async () => {
    expect(await channel.check(attempt().signal)).toEqual({
      kind: 'good',
      words: '@ScramTestBot is known, and sees the chat',
    });
    expect(bot.sent).toEqual([]);
  });

  it('tells a bad token from an unknown chat, each with what to do', async () => {
    bot.faults.set('getChat', says(400, 'Bad Request: chat not found'));
    expect(await channel.check(attempt().signal)).toMatchObject({
      kind: 'bad',
      words: expect.stringContaining('no such chat'),
      nextAction: expect.stringContaining('press Start'),
    });
    bot.faults.set('getMe', says(401, 'Unauthorized'));
    expect(await channel.check(attempt().signal)).toMatchObject({
      kind: 'bad',
      nextAction: expect.stringContaining('@BotFather'),
    });
  });
});
