import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const bot = { token: { secret: 'bot' }, chatId: 7 };

function parsed(alerts: object) {
  return parseConfig(JSON.stringify({ brokers: { demo: { kind: 'paper' } }, alerts }));
}
function refused(alerts: object): string {
  const answer = parsed(alerts);
  return answer.ok ? 'taken' : answer.failure.message;
}

describe('Telegram in the configuration', () => {
  it('takes no commands unless people are named', () => {
    const answer = parsed({ telegram: bot, second: { ...bot, kind: 'telegram', chatId: '@somewhere' } });
    const taken = { kind: 'telegram', allowedUserIds: [], baseUrl: 'https://api.telegram.org' };
    expect(answer).toMatchObject({
      ok: true,
      value: { alerts: { telegram: taken, second: { chatId: '@somewhere' } } },
    });
  });

  it('takes them in one channel alone', () => {
    const commanded = { ...bot, kind: 'telegram', allowedUserIds: [7] };
    expect(refused({ one: commanded, two: bot })).toContain('alerts.two');
    expect(refused({ one: commanded, telegram: bot })).toBe('taken');
    expect(refused({ one: commanded, telegram: { ...bot, allowedUserIds: [8] } })).toContain(
      'allowedUserIds must stand in one',
    );
  });

  it('names what is wrong with a field', () => {
    expect(refused({ telegram: { ...bot, token: '110201543:in-the-file' } })).toContain('alerts.telegram.token');
    expect(refused({ telegram: { ...bot, token: '110201543:in-the-file' } })).not.toContain('in-the-file');
    expect(refused({ telegram: { token: { secret: 'bot' } } })).toBe(
      'alerts.telegram.chatId must be the number of a chat, or the @name of a public channel.',
    );
    expect(refused({ telegram: { ...bot, allowedUserIds: [-100] } })).toContain('must be the id of a person');
    expect(refused({ telegram: { ...bot, allowedUserId: [7] } })).toContain(
      'alerts.telegram.allowedUserId is not a known setting',
    );
  });
});
