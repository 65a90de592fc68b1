import { GrammyError, HttpError } from 'grammy';
import { describe, expect, it } from 'vitest';
import { troubleOf } from './trouble.ts';

const secret = '123456:a-secret-that-must-not-get-out';
const grammy = { GrammyError, HttpError };

function said(error_code: number, description: string, parameters = {}) {
  const body = { ok: false as const, error_code, description, parameters };
  return troubleOf(new GrammyError('Call failed!', body, 'getUpdates', {}), false, grammy);
}

describe('what Telegram or the network said no with', () => {
  it('tells what a person must mend from what passes', () => {
    expect(said(401, 'Unauthorized').kind).toBe('bad_token');
    expect(said(404, 'Not Found').kind).toBe('bad_token');
    expect(said(409, 'Conflict: terminated by other getUpdates request')).toEqual({
      kind: 'other_poller',
      words: 'another program listens with the same token',
    });
    expect(said(409, "Conflict: can't use getUpdates method while webhook is active").words).toContain('webhook');
    expect(said(400, 'Bad Request: chat not found')).toMatchObject({
      kind: 'refused',
      words: expect.stringContaining('no such chat'),
    });
    expect(said(403, 'Forbidden: bot was blocked by the user')).toMatchObject({
      kind: 'refused',
      words: expect.stringContaining('blocked'),
    });
    expect(said(500, 'Internal Server Error').kind).toBe('passing');
    expect(said(502, 'Bad Gateway').kind).toBe('passing');
  });

  it('takes over the pause that is asked for', () => {
    expect(said(429, 'Too Many Requests', { retry_after: 17 })).toMatchObject({
      kind: 'too_many',
      retryAfterMs: 17_000,
    });
    expect(said(429, 'Too Many Requests')).toMatchObject({ retryAfterMs: 1_000 });
  });

  it('repeats nothing of unknown content', () => {
    for (const code of [400, 401, 403, 404, 409, 418, 429, 500]) {
      expect(JSON.stringify(said(code, `what about ${secret}?`))).not.toContain(secret);
    }
    const network = new HttpError('failed', Object.assign(new Error(`request to ${secret} failed`), { code: secret }));
    expect(JSON.stringify(troubleOf(network, false, grammy))).not.toContain(secret);
    expect(JSON.stringify(troubleOf(new TypeError(secret), false, grammy))).not.toContain(secret);
  });

  it('knows an answer that never came', () => {
    expect(troubleOf(new HttpError('failed', new Error('aborted')), true, grammy).words).toBe(
      'it did not answer in time',
    );
  });
});
