import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { telegramLimits } from './limits.ts';
import { admitted, isLate, offsetAfter, type Update, updatesIn } from './updates.ts';

const allowed = [7, 8];
const message = (more: object = {}) => ({
  update_id: 5,
  message: { from: { id: 7 }, chat: { id: 7, type: 'private' }, date: 1_000, text: '/checkin', ...more },
});
const read = (raw: unknown) => updatesIn([raw]).map((update) => admitted(update, allowed));

describe('who is heard', () => {
  it('is whoever is allowed, in a private chat', () => {
    const said = { kind: 'text', user: 7, text: '/checkin' };
    const allowed = { who: 'allowed', said, sentAtMs: 1_000_000, callbackId: null, borrowed: false };
    expect(read(message())).toEqual([allowed]);
    const pressed = { update_id: 6, callback_query: { id: 9, from: { id: 8 }, data: 'kill:x' } };
    expect(read(pressed)).toEqual([
      {
        who: 'allowed',
        said: { kind: 'button', user: 8, data: 'kill:x' },
        sentAtMs: null,
        callbackId: '9',
        borrowed: false,
      },
    ]);
  });

  it('is heard to speak with words of another: forwarded, or by way of another bot', () => {
    for (const mark of [{ forward_origin: { type: 'hidden_user' } }, { forward_date: 900 }, { via_bot: { id: 9 } }]) {
      expect(read(message(mark)), JSON.stringify(mark)).toMatchObject([{ who: 'allowed', borrowed: true }]);
    }
  });

  it('is nobody else, and nobody in a group', () => {
    expect(read(message({ from: { id: 9 } }))).toMatchObject([{ who: 'stranger', user: 9, what: 'message' }]);
    expect(read(message({ chat: { id: -5, type: 'group' } }))).toMatchObject([{ who: 'stranger', user: 7 }]);
    expect(read(message({ chat: { id: 8, type: 'private' } }))).toMatchObject([{ who: 'stranger', user: 7 }]);
    expect(read({ update_id: 1, callback_query: { id: '1', from: { id: 9 }, data: 'kill:x' } })).toMatchObject([
      { who: 'stranger', what: 'button' },
    ]);
    expect(read({ update_id: 1, edited_message: message().message })).toEqual([{ who: 'nobody' }]);
  });

  it('is never a stranger, whatever an update looks like', () => {
    const stranger = fc.record({
      update_id: fc.nat(),
      message: fc.option(
        fc.record({
          from: fc.record({ id: fc.integer().filter((id) => !allowed.includes(id)) }),
          chat: fc.record({ id: fc.constantFrom(...allowed), type: fc.constantFrom('private', 'group') }),
          date: fc.nat(),
          text: fc.constantFrom('/kill', '/reset', '/checkin'),
          via_bot: fc.record({ id: fc.constantFrom(...allowed) }),
          sender_chat: fc.record({ id: fc.constantFrom(...allowed) }),
          forward_origin: fc.record({ sender_user: fc.record({ id: fc.constantFrom(...allowed) }) }),
        }),
      ),
      callback_query: fc.option(
        fc.record({ id: fc.string(), from: fc.record({ id: fc.integer({ max: 0 }) }), data: fc.string() }),
      ),
    });
    fc.assert(fc.property(stranger, (raw) => !read(raw).some(({ who }) => who === 'allowed')));
  });

  it('survives answers of any shape', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (raw) => void updatesIn(raw).map((each) => admitted(each, allowed))),
    );
    expect(updatesIn(Array(500).fill(message()))).toHaveLength(telegramLimits.batch);
  });
});

describe('what is asked for next', () => {
  it('is above every update that has come, and never falls', () => {
    const numbered = (...ids: number[]): Update[] => ids.map((update_id) => ({ update_id }));
    expect(offsetAfter(0, [])).toBe(0);
    expect(offsetAfter(0, numbered(4, 9, 5))).toBe(10);
    expect(offsetAfter(50, numbered(4))).toBe(50);
  });
});

describe('a message that is late', () => {
  it('is one of more than two minutes ago; a button has no time of its own', () => {
    expect(isLate(0, telegramLimits.lateAfterMs)).toBe(false);
    expect(isLate(0, telegramLimits.lateAfterMs + 1)).toBe(true);
    expect(isLate(null, 1e15)).toBe(false);
  });
});
