import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { killMessage } from './fixture.ts';
import { fitted, titleOf, wellFormed } from './message.ts';

describe('a title', () => {
  it('says before all else what is a rehearsal and what is play money', () => {
    expect(titleOf(killMessage({ title: 'KILL' }))).toBe('KILL');
    expect(titleOf(killMessage({ title: 'KILL', paper: true }))).toBe('PAPER · KILL');
    expect(titleOf(killMessage({ title: 'KILL', drill: true, paper: true }))).toBe('DRILL · PAPER · KILL');
  });
});

describe('a text that is fitted', () => {
  it('is left alone where it fits, and marked where it was cut', () => {
    expect(fitted('abc', 3)).toBe('abc');
    expect(fitted('abcd', 3)).toBe('ab…');
  });

  it('is never too long, whoever counts, and never ends in half a character', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '🧨', 'é', '𝕏', '<') });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, units) => {
        const cut = fitted(text, units);
        expect(cut.length).toBeLessThanOrEqual(units);
        expect([...cut].length).toBeLessThanOrEqual(units);
        expect(cut.isWellFormed()).toBe(true);
        expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});

describe('a message', () => {
  it('is left as it is where all of it is whole characters', () => {
    const message = killMessage({ sentence: 'KILL 🧨', killId: null, drill: true });
    expect(wellFormed(message)).toEqual(message);
  });

  it('keeps no half of one, however deep', () => {
    const numbers = [{ label: '\udc00', value: 'a\ud800b' }];
    expect(wellFormed(killMessage({ numbers })).numbers).toEqual([{ label: '\ufffd', value: 'a\ufffdb' }]);
  });
});
