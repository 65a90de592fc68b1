import { expect, it } from 'vitest';
import type { Answer } from '../brokers/broker.ts';
import { defaultFlattenLimits as limits } from './limits.ts';
import { type CancelTrack, type CloseTrack, cancelAfter, closeAfter, isUncertain } from './tracks.ts';

const nowMs = 10_000;
const sent: CloseTrack = {
  symbol: 'X',
  side: 'sell',
  quantity: '1',
  attempt: 1,
  clientOrderId: 'scram-k-x-1',
  state: 'in_flight',
  because: null,
  limit: null,
  priceLimit: null,
  changedMs: 9_000,
  notBeforeMs: 9_000,
  tries: 1,
  words: '',
};
const asked: CancelTrack = { state: 'in_flight', changedMs: 9_000, notBeforeMs: 9_000, tries: 1, words: '' };
const refusal = (because: Extract<Answer, { kind: 'refused' }>['because'], more: object = {}): Answer => ({
  kind: 'refused',
  because,
  words: 'no',
  ...more,
});
const waitMs = (answer: Answer, tries = 1) => closeAfter({ ...sent, tries }, answer, nowMs, limits).notBeforeMs - nowMs;

it('takes a duplicate client id for an order that is already placed, to be looked up', () => {
  const track = closeAfter(sent, refusal('duplicate'), nowMs, limits);
  expect(track).toMatchObject({ state: 'unanswered', because: null, attempt: 1 });
  expect(isUncertain(track)).toBe(true);
});

it('waits as long as the venue asks, for a close and for a cancel, and longer from try to try', () => {
  expect(waitMs(refusal('rate_limited', { retryAfterMs: 7_000 }))).toBe(7_000);
  expect(cancelAfter(asked, refusal('rate_limited', { retryAfterMs: 7_000 }), nowMs, limits).notBeforeMs).toBe(17_000);
  expect([1, 2, 3, 20].map((tries) => waitMs(refusal('other'), tries))).toEqual([250, 500, 1_000, limits.retryMaxMs]);
});

it('tries what is too small, or waits for a market to open, seldom', () => {
  expect(waitMs(refusal('dust'))).toBe(limits.hopelessRetryMs);
  expect(waitMs(refusal('market_closed'))).toBe(limits.hopelessRetryMs);
});

it('keeps the price that the venue has named, until its next answer', () => {
  const refused = closeAfter(sent, refusal('price_band', { priceLimit: '9.9' }), nowMs, limits);
  expect(refused.priceLimit).toBe('9.9');
  expect(closeAfter(refused, refusal('price_band'), nowMs, limits).priceLimit).toBe(null);
});
