import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buttonOf, Chat, deeds, words } from './fixture.ts';

type Step =
  | { do: 'write'; text: string; user: number }
  | { do: 'press'; data: string; user: number }
  | { do: 'challenge' }
  | { do: 'later'; ms: number }
  | { do: 'engage'; engaged: string | null }
  | { do: 'trigger'; run: string };

const user = fc.constantFrom(1, 2);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('/checkin', '/status', '/kill now', '/reset', '/deadman_reset', '/cancel') },
  { weight: 4, arbitrary: fc.constantFrom('looked at every account', 'RESET', 'YES', '00000000', 'copper river') },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ do: fc.constant('write' as const), text, user }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      data: fc.oneof(fc.constantFrom('kill:n1', 'kill:n2', 'acknowledge', 'reset', 'reset:n1'), fc.string()),
      user,
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'challenge' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('later' as const), ms: fc.integer({ min: 0, max: 200_000 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('engage' as const), engaged: fc.constantFrom('k1#1', 'k1#2', null) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trigger' as const), run: fc.constantFrom('r1', 'r2') }) },
);
const steps = fc.array(anyStep, { maxLength: 60 });

/** A code that nobody who writes here has seen. */
const unseen = '73519284';

function take(chat: Chat, step: Step): string[] {
  switch (step.do) {
    case 'write':
      return deeds(chat.write(step.text, step.user));
    case 'press':
      return deeds(chat.press(step.data, step.user));
    case 'challenge':
      chat.challenge(unseen);
      return [];
    case 'later':
      chat.later(step.ms);
      return [];
    case 'engage':
      chat.engage(step.engaged);
      return [];
    case 'trigger':
      chat.trigger(step.run);
      return [];
    default:
      return step satisfies never;
  }
}

describe('no sequence of messages', () => {
  it('clears a latch without the code or the phrase', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const chat = new Chat();
        chat.engage('k1#1');
        chat.trigger('r1');
        const done = all.filter((step) => !isThing(step)).flatMap((step) => take(chat, step));
        expect(done).not.toContain('reset');
        expect(done).not.toContain('reset_dead_man');
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the right one from clearing it afterwards, or a kill from being asked for', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const chat = new Chat();
        for (const step of all) take(chat, step);
        expect(deeds(chat.press(buttonOf(chat.write('/kill'), 'KILL')))).toEqual(['kill']);
        chat.engage('k9#1');
        chat.trigger('r9');
        chat.write('/deadman_reset');
        const phrase = words(chat.write('looked at every account')).split('\n')[1] ?? '';
        expect(deeds(chat.write(phrase))).toEqual(['reset_dead_man']);
        chat.write('/reset');
        chat.write('looked at every account');
        chat.challenge('10293847');
        expect(deeds(chat.write('10293847'))).toEqual(['reset']);
      }),
      { numRuns: 300 },
    );
  });

  it('makes the bot remember more than one conversation a person', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const chat = new Chat();
        for (const step of all) take(chat, step);
        expect(chat.talks.byUser.size).toBeLessThanOrEqual(2);
      }),
    );
  });
});

/** Whoever types by chance what is asked for has typed it; no generator here is to do that. */
function isThing(step: Step): boolean {
  return step.do === 'write' && (/^copper river \d/i.test(step.text.trim()) || step.text.includes(unseen));
}
