import { beforeEach, describe, expect, it } from 'vitest';
import { buttonOf, Chat, deeds, words } from './fixture.ts';

let chat: Chat;
beforeEach(() => {
  chat = new Chat();
});

const reason = 'looked at every account';

describe('one message', () => {
  it('is a check-in, a status, or the acknowledgement of an alert', () => {
    expect(chat.write('/checkin')).toEqual([{ kind: 'check_in', user: 1 }]);
    expect(chat.write(' /CheckIn@ScramBot ')).toEqual([{ kind: 'check_in', user: 1 }]);
    expect(chat.write('/status')).toEqual([{ kind: 'status', user: 1 }]);
    expect(chat.press('acknowledge')).toEqual([{ kind: 'acknowledge', user: 1 }]);
  });

  it('does nothing when it is no command, and says what there is', () => {
    for (const text of ['checkin', 'kill', '/killall', '/', 'RESET', '', '🧨', 'hello /kill']) {
      expect(deeds(chat.write(text)), text).toEqual([]);
    }
    expect(words(chat.write('/start'))).toContain('/deadman_reset');
  });
});

describe('a kill', () => {
  it('asks once, with what it would do, and goes with its button', () => {
    const asked = chat.write('/kill  the feed\nlooks wrong ');
    expect(deeds(asked)).toEqual([]);
    expect(words(asked)).toContain('PAPER · Kill?');
    expect(words(asked)).toContain('every position at demo');
    expect(chat.press(buttonOf(asked, 'KILL'))).toEqual([{ kind: 'kill', user: 1, reason: 'the feed looks wrong' }]);
    expect(deeds(chat.press(buttonOf(asked, 'KILL')))).toEqual([]);
  });

  it('needs no reason, and is dropped by the other button', () => {
    const asked = chat.write('/kill');
    expect(words(asked)).toContain('no reason given');
    expect(deeds(chat.press(buttonOf(asked, 'No')))).toEqual([]);
    expect(deeds(chat.press(buttonOf(asked, 'KILL')))).toEqual([]);
  });

  it('lapses after 60 s', () => {
    const first = chat.write('/kill');
    chat.later(59_999);
    expect(deeds(chat.press(buttonOf(first, 'KILL')))).toEqual(['kill']);
    const second = chat.write('/kill');
    chat.later(60_000);
    const late = chat.press(buttonOf(second, 'KILL'));
    expect(deeds(late)).toEqual([]);
    expect(words(late)).toContain('no longer good');
  });

  it('is for whoever was asked, and for the question that was asked last', () => {
    const first = chat.write('/kill one');
    const second = chat.write('/kill two');
    expect(deeds(chat.press(buttonOf(second, 'KILL'), 2))).toEqual([]);
    expect(deeds(chat.press(buttonOf(first, 'KILL')))).toEqual([]);
    expect(chat.press(buttonOf(second, 'KILL'))).toEqual([{ kind: 'kill', user: 1, reason: 'two' }]);
  });

  it('can be asked for in the middle of anything', () => {
    chat.engage('k1#1');
    chat.write('/reset');
    expect(deeds(chat.press(buttonOf(chat.write('/kill again'), 'KILL')))).toEqual(['kill']);
    expect(deeds(chat.write(reason))).toEqual([]);
  });
});

describe('the reset of a kill', () => {
  beforeEach(() => chat.engage('k1#1'));

  function upToCode(): void {
    chat.write('/reset');
    chat.write(reason);
  }

  it('takes a reason and the code', () => {
    const begun = chat.write('/reset');
    expect(begun[0]).toEqual({ kind: 'status', user: 1 });
    expect(words(chat.write('fine'))).toContain('does not say enough');
    expect(words(chat.write(reason))).toContain('scram challenge');
    expect(chat.challenge('48219930')).toBe(true);
    expect(chat.write('4821 9930')).toEqual([{ kind: 'reset', user: 1, reason }]);
  });

  it('refuses a wrong code, and after three of them the right one too', () => {
    upToCode();
    chat.challenge('48219930');
    for (const wrong of ['48219931', '', 'RESET']) expect(deeds(chat.write(wrong))).toEqual([]);
    upToCode();
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });

  it('counts wrong codes over conversations and people', () => {
    chat.challenge('48219930');
    for (const user of [1, 2, 1]) {
      chat.write('/reset', user);
      chat.write(reason, user);
      expect(deeds(chat.write('00000000', user))).toEqual([]);
    }
    expect(deeds(chat.write('48219930', 2))).toEqual([]);
  });

  it('refuses a code that is older than two minutes', () => {
    upToCode();
    chat.challenge('48219930');
    chat.later(119_999);
    const talks = chat.talks;
    expect(deeds(chat.write('48219930'))).toEqual(['reset']);
    chat.talks = talks;
    chat.later(1);
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });

  it('takes a code once, and only the newest', () => {
    upToCode();
    chat.challenge('11111111');
    chat.challenge('22222222');
    expect(deeds(chat.write('11111111'))).toEqual([]);
    expect(deeds(chat.write('22222222'))).toEqual(['reset']);
    upToCode();
    expect(deeds(chat.write('22222222'))).toEqual([]);
  });

  it('is over when a signal comes in, also for the code', () => {
    upToCode();
    chat.challenge('48219930');
    chat.engage('k1#2');
    expect(words(chat.write('48219930'))).toContain('A kill signal has come in since');
    upToCode();
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });

  it('names what stands against it and sends to the page', () => {
    const against = [{ code: 'residual' as const, message: 'demo: 5 AAPL is still held', accept: 'demo/AAPL@5' }];
    chat.world = { ...chat.world, against };
    const refused = words(chat.write('/reset'));
    expect(refused).toContain('demo: 5 AAPL is still held');
    expect(refused).toContain('on the page');
    chat.challenge('48219930');
    chat.write(reason);
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });

  it('is not begun where nothing is engaged, and there is no code then', () => {
    chat.engage(null);
    expect(words(chat.write('/reset'))).toContain('nothing to reset');
    expect(chat.challenge('48219930')).toBe(false);
  });

  it('survives a check-in and a status, and is dropped by /cancel', () => {
    chat.write('/reset');
    chat.write('/checkin');
    chat.write(reason);
    chat.write('/status');
    chat.challenge('48219930');
    chat.write('/cancel');
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });

  it('lapses', () => {
    chat.write('/reset');
    chat.later(5 * 60_000);
    expect(words(chat.write(reason))).toContain('too late');
  });
});

describe("the reset of the dead man's switch", () => {
  /** The phrase that is to be typed. */
  function upToPhrase(): string {
    chat.write('/deadman_reset');
    return words(chat.write(reason)).split('\n')[1] ?? '';
  }

  it('takes a reason and a phrase that is another one each time', () => {
    chat.trigger('r1');
    const first = upToPhrase();
    const second = upToPhrase();
    expect(second).not.toBe(first);
    expect(deeds(chat.write(first))).toEqual([]);
    expect(chat.write(` ${second.toUpperCase()}  `)).toEqual([{ kind: 'reset_dead_man', user: 1, reason }]);
    expect(deeds(chat.write(second))).toEqual([]);
  });

  it('lapses after two minutes, and after three wrong phrases', () => {
    chat.trigger('r1');
    const phrase = upToPhrase();
    chat.later(120_000);
    expect(deeds(chat.write(phrase))).toEqual([]);
    const again = upToPhrase();
    for (const wrong of ['copper', 'RESET', 'no']) chat.write(wrong);
    expect(deeds(chat.write(again))).toEqual([]);
  });

  it('is for the run of the timer that was seen', () => {
    chat.trigger('r1');
    const phrase = upToPhrase();
    chat.trigger('r2');
    expect(deeds(chat.write(phrase))).toEqual([]);
  });

  it('is not begun while a check-in is enough', () => {
    expect(words(chat.write('/deadman_reset'))).toContain('/checkin is enough');
  });

  it('does not take the code of the other latch', () => {
    chat.trigger('r1');
    chat.engage('k1#1');
    upToPhrase();
    chat.challenge('48219930');
    expect(deeds(chat.write('48219930'))).toEqual([]);
  });
});
