import { expect, it } from 'vitest';
import { limits } from '../../shared/limits.ts';
import { mendReason } from './signal.ts';

it('makes one line of a reason, without what steers a terminal, and says when there is none', () => {
  expect(mendReason(' it\n is\u001b[2J \u202ebad ')).toBe('it is [2J bad');
  expect([undefined, '', ' \n\u0000 '].map(mendReason)).toEqual(Array(3).fill('no reason given'));
});

it('cuts what is too long, and never a character in half', () => {
  const fits = 'x'.repeat(limits.reasonCharacters);
  expect(mendReason(fits)).toBe(fits);
  for (const lead of ['', 'x']) {
    const cut = mendReason(lead + '🛑'.repeat(limits.reasonCharacters));
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeGreaterThanOrEqual(limits.reasonCharacters - 1);
    expect(cut.endsWith('🛑…')).toBe(true);
  }
});
