import type { BudgetLimits } from '../budget/budget.ts';
import type { BudgetRule } from './venues/venue.ts';

/** Every limit of the ccxt adapter, with its unit in its name; what a venue limits stands in its table. */
export const ccxtLimits = {
  /** Readings while nothing happens take so much of a venue's budget. */
  readingShare: 0.2,
  readIntervalMinMs: 3_000,
  /** In a kill readings follow each other at once until they have taken so much of it, and then at a pace that takes so much more. */
  burstShare: 0.5,
  afterBurstShare: 0.35,
  readingBurstMin: 3,
  readingPatienceMs: 10_000,
  /** Of what a window allows: left by readings to the commands of a kill, by closes to readings, by look-ups to both. */
  heldForCommandsShare: 0.25,
  heldForReadingsShare: 0.05,
  heldFromLookUpsShare: 0.1,
  afterCommandMs: 30_000,
  sameResetMs: 5_000,
  /** The venue's window may end a little later by its clock than by the date of its answer. */
  resetMarginMs: 1_000,
  /** A refusal for too many requests that names no time. */
  retryAfterMs: 10_000,
  retryAfterMaxMs: 600_000,

  /** One request, from the write to the last byte; and while markets are loaded, which are megabytes. */
  callMs: 5_000,
  marketsCallMs: 30_000,
  answerBytes: 64 * 1024 * 1024,
  sockets: 64,
  warmSocketsMin: 3,
  warmSocketsMax: 10,
  warmIntervalMs: 45_000,
  /** Hosts of one venue. */
  hosts: 16,

  /** Markets that could not be loaded are tried again after so long, and also when an unknown one turns up in the account. */
  marketsRetryMs: 2_000,
  marketsReloadMs: 60_000,
  /** Prices for equity are good for so long; for newer ones a reading waits so long and then does with the older ones. */
  pricesKeptMs: 5_000,
  pricesWaitMs: 500,
  /** Money that can't be read just now is known for so long. */
  moneyKeptMs: 15_000,
  moneyWaitMs: 100,

  /** Closes and look-ups whose ids are remembered. */
  placedOrders: 5_000,
  /** Clocks that differ by more make the venue refuse what is signed. */
  skewMaxMs: 1_000,
  /** Of what a venue says, so much is passed on. */
  wordsCharacters: 200,
} as const;

export function budgetLimits({ perWindow, windowMs }: BudgetRule): BudgetLimits {
  const share = (part: number) => Math.ceil(perWindow * part);
  return {
    perWindow,
    windowMs,
    heldForCommands: share(ccxtLimits.heldForCommandsShare),
    heldForReadings: share(ccxtLimits.heldForReadingsShare),
    heldFromLookUps: share(ccxtLimits.heldFromLookUpsShare),
    afterCommandMs: ccxtLimits.afterCommandMs,
    sameResetMs: ccxtLimits.sameResetMs,
  };
}

/** How often so much of a budget may be spent when it may take `share` of it, milliseconds. */
export function intervalMs({ perWindow, windowMs }: BudgetRule, weight: number, share: number): number {
  return Math.ceil((weight * windowMs) / (perWindow * share));
}
