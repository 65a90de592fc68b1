import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, until } from '../support/http.ts';
import { operator, stranger, TelegramEngine } from '../support/telegram/telegram-engine.ts';

const reason = 'looked at every account';
const hour = 3_600_000;

let scram: TelegramEngine;
beforeEach(async () => {
  scram = await TelegramEngine.begin();
  await scram.listens();
});
afterEach(() => scram.end());

const { write, press, hears, told } = {
  write: (text: string, user = operator) => scram.bot.write(user, text),
  press: (name: string, forged?: string) => scram.bot.press(operator, name, forged),
  hears: (words: string, from?: number) => scram.bot.hears(operator, words, from),
  told: () => scram.bot.told(operator).length,
};

/** Through the whole conversation up to the code. */
async function upToCode(): Promise<void> {
  const from = told();
  write('/reset');
  await hears('Why is it safe', from);
  write(reason);
  await hears('Now the code', from);
}

describe('a kill over Telegram', () => {
  it('asks, and goes with its button', async () => {
    write('/kill the feed looks wrong');
    await hears('PAPER · Kill?');
    expect(scram.state().state).toBe('armed');
    press('KILL');
    await hears('is engaged');
    expect(scram.state().state).toBe('killing');
    const data = { from: `telegram user ${operator}` };
    expect(await scram.rows('KILL_FIRED')).toMatchObject([
      { source: 'telegram', reason: 'the feed looks wrong', data },
    ]);
    press('KILL');
    await hears('no longer good');
    expect(await scram.rows('KILL_JOINED')).toEqual([]);
  });

  it('lapses after 60 s', async () => {
    write('/kill');
    await hears('Kill?');
    scram.later(60_000);
    press('KILL');
    await hears('no longer good');
    expect(scram.state().state).toBe('armed');
  });

  it('is not to be had by a button of somebody’s own making', async () => {
    press('', 'kill:AAAAAAAAAAAAAAAA');
    press('', 'reset');
    write('/status');
    await hears('ARMED · PAPER');
    expect(scram.state().state).toBe('armed');
  });
});

describe('the reset of a kill over Telegram', () => {
  it('takes the code that is shown elsewhere: not a wrong one, an old one, one from before a signal, or a spent one', async () => {
    await scram.killed();
    await upToCode();
    const first = await scram.challenge();
    write(first === '00000000' ? '00000001' : '00000000');
    await hears('That code is not good');
    scram.sleeps(120_000);
    let from = told();
    write(first);
    await hears('That code is not good', from);
    await upToCode();
    const second = await scram.challenge();
    await scram.ask('/api/kill', { reason: 'and again' });
    write(second);
    await hears('A kill signal has come in since');
    await upToCode();
    expect(scram.state().state).toBe('killed');
    const third = await scram.challenge();
    write(third);
    await hears('Reset. It starts no bot.');
    expect(scram.state()).toMatchObject({ state: 'armed', trading: true, lastReset: { source: 'telegram', reason } });
    expect(scram.bot.sent.some(({ text }) => [first, second, third].some((code) => text.includes(code)))).toBe(false);
    await scram.killed();
    await upToCode();
    from = told();
    write(third);
    await hears('That code is not good', from);
    expect(scram.state().state).toBe('killed');
  });

  it('has no code while nothing is engaged, and shows none without the operator’s token', async () => {
    expect(await scram.ask('/api/challenge')).toMatchObject({ status: 409, json: { error: { code: 'not_now' } } });
    const { controlPort: port } = scram.engine();
    expect((await call({ port, method: 'POST', path: '/api/challenge' })).status).toBe(401);
  });
});

describe("the dead man's switch over Telegram", () => {
  it('is checked in with one message', async () => {
    scram.later(7 * hour);
    const before = Date.parse(scram.state().deadMan.deadline);
    write('/checkin');
    await hears('Checked in. Due again within');
    expect(Date.parse(scram.state().deadMan.deadline) - before).toBeGreaterThan(6.9 * hour);
    expect(await scram.rows('CHECK_IN')).toMatchObject([
      { source: 'telegram', data: { from: `telegram user ${operator}` } },
    ]);
  });

  it('refuses a check-in once it has triggered, and takes a reason and a phrase', async () => {
    scram.later(25 * hour);
    await scram.reaches(({ deadMan }) => deadMan.state === 'triggered');
    write('/checkin');
    await hears('/deadman_reset');
    write('/deadman_reset');
    await hears('Why is it safe to let the bots trade');
    write(reason);
    const [, phrase = ''] = (await hears('Type this')).split('\n');
    write('/checkin');
    write('open sesame please');
    await hears('Those are not the words');
    expect(scram.state().deadMan.state).toBe('triggered');
    write(phrase);
    await hears('Reset. It starts no bot.');
    expect(scram.state().deadMan.state).toBe('ok');
    expect(await scram.rows('DEAD_MAN_RESET')).toMatchObject([{ source: 'telegram', reason }]);
  });
});

describe('whoever is not allowed', () => {
  it('is told nothing, changes nothing, and leaves a row', async () => {
    for (const text of ['/status', '/kill', '/checkin', '/reset', 'hello']) write(text, stranger);
    scram.bot.press(stranger, '', 'kill:AAAA');
    scram.bot.write(operator, '/kill', { chat: { id: -100, type: 'group' } });
    write('/status');
    await hears('ARMED');
    expect(scram.bot.sent.every(({ chat }) => chat === operator)).toBe(true);
    expect(await scram.rows('CHECK_IN')).toEqual([]);
    const rows = await until(
      () => scram.rows('ACCESS_REFUSED'),
      (found) => found.length >= 2,
    );
    expect(rows).toMatchObject([
      { reason: 'not one of allowedUserIds', data: { address: `telegram user ${stranger}`, attempts: 1 } },
      { reason: 'commands count in a private chat alone', data: { address: `telegram user ${operator}` } },
    ]);
    await scram.stop();
    await scram.start();
    const all = (await scram.rows('ACCESS_REFUSED')).map(({ data }) => data);
    expect(all).toContainEqual(expect.objectContaining({ address: `telegram user ${stranger}`, attempts: 5 }));
    expect(JSON.stringify(all)).not.toContain('hello');
  });
});

describe('words that are not somebody’s own, or not their last', () => {
  it('command nothing: forwarded, put in by another bot, or changed afterwards', async () => {
    const sender = { type: 'user', sender_user: { id: operator, is_bot: false }, date: 1 };
    scram.bot.write(operator, '/checkin', { marks: { forward_origin: sender } });
    scram.bot.write(operator, '/kill', { marks: { via_bot: { id: 9, is_bot: true } } });
    scram.bot.edit(operator, '/checkin');
    write('/status');
    await hears('ARMED');
    expect(scram.bot.told(operator).filter((text) => text.includes('Write it yourself'))).toHaveLength(2);
    expect(scram.bot.told(operator)).toHaveLength(3);
    expect(scram.state()).toMatchObject({ state: 'armed', deadMan: { lastCheckIn: null } });
  });
});

describe('what was written before', () => {
  it('is not acted on after a restart, and its authors are told how things stand', async () => {
    write('/kill');
    await hears('Kill?');
    await scram.stop();
    const from = told();
    press('KILL');
    write('/checkin');
    write('/kill right now');
    write('/checkin', stranger);
    await scram.listens();
    const answer = await hears('does not act on what was sent before', from);
    expect(answer).toContain('“/checkin”');
    expect(answer).toContain('“/kill right now”');
    await hears('ARMED · PAPER', from);
    press('KILL');
    await hears('no longer good', from);
    expect(scram.state()).toMatchObject({ state: 'armed', deadMan: { lastCheckIn: null } });
    expect(scram.bot.told(stranger)).toEqual([]);
  });

  it('was answered once: what was dealt with does not come back after a restart', async () => {
    write('/checkin');
    await hears('Checked in');
    const from = told();
    await scram.stop();
    await scram.listens();
    write('/status');
    await hears('ARMED', from);
    expect(scram.bot.told(operator, from)).toHaveLength(1);
  });

  it('is too late when it was on its way for minutes', async () => {
    scram.bot.write(operator, '/checkin', { agoMs: 180_000 });
    await hears('was not acted on');
    expect(scram.state().deadMan.lastCheckIn).toBeNull();
  });
});
