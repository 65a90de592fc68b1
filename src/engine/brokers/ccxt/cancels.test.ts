import { expect, it } from 'vitest';
import type { Answer } from '../broker.ts';
import { together } from './cancels.ts';

const taken: Answer = { kind: 'accepted', orderId: null, words: 'spot' };
const silent: Answer = { kind: 'unanswered', words: 'swap: no answer' };
const limited = (section: string, retryAfterMs: number): Answer => {
  return { kind: 'refused', because: 'rate_limited', words: `${section}: too many`, retryAfterMs };
};

it('is taken when all was, or when there was nothing to be cancelled', () => {
  expect(together([taken, taken])).toMatchObject({ kind: 'accepted', words: 'cancelling all orders' });
  expect(together([])).toMatchObject({ kind: 'accepted' });
});

it('says what was not taken beside what was', () => {
  expect(together([taken, limited('swap', 9_000)])).toEqual({
    kind: 'accepted',
    orderId: null,
    words: 'cancelling; not taken: swap: too many',
  });
});

it('is unanswered when one was, whatever the others say', () => {
  const all = [taken, limited('spot', 1), silent];
  expect(together(all)).toEqual({ kind: 'unanswered', words: 'spot: too many; swap: no answer' });
});

it('waits for the section that may go on first: the others have budgets of their own that hold them back', () => {
  const waits = [limited('spot', 9_000), limited('swap', 2_000), limited('margin', 5_000)];
  expect(together(waits)).toMatchObject({ kind: 'refused', because: 'rate_limited', retryAfterMs: 2_000 });
});
