/** Every limit of the Alpaca adapter, with its unit in its name. What is Alpaca's own says so. */
export const alpacaLimits = {
  /** Alpaca's, for all clients of an account together; its answers tell of a higher one. */
  perWindow: 200,
  windowMs: 60_000,
  /** Readings leave so many requests of the window to the commands of a kill. */
  heldForCommands: 40,
  /**
   * Closes leave so many to the readings that tell what became of them, two or three requests each: beyond that one call closes the rest
   * of the positions, whereas without readings nothing can be called flat before the next minute.
   */
  heldForReadings: 30,
  /** Look-ups leave so many: most of them ask for prices, when all is over. */
  heldFromLookUps: 20,
  /** For so long after a command there is a kill, and readings hold back nothing: its commands are on their way. */
  afterCommandMs: 30_000,
  /** Closes beyond the budget are gathered for so long into one call. */
  bulkGatherMs: 100,
  /** Alpaca names the second in which its window ends; earlier is too early, and this much later is surely not. */
  resetMarginMs: 1_000,
  /** Resets that are said to be so close to each other are the same one: they are told in whole seconds. */
  sameResetMs: 5_000,

  /** Between two readings while nothing happens: three requests each, with `warmIntervalMs` a fifth of the budget. */
  readIntervalMs: 6_000,
  /** So many readings may follow each other at once; then there is one every `readingRefillMs`. */
  readingBurst: 8,
  readingRefillMs: 1_500,
  /** A reading that has waited so long for its turn gives up and says why. */
  readingPatienceMs: 10_000,
  /** In a kill, where readings follow closely, the account's money is not asked for each time. */
  accountEveryMs: 4_000,
  /** An account that can't be read just now is known for so long. */
  moneyKeptMs: 15_000,
  moneyWaitMs: 100,

  /** Alpaca's, for one page of orders. */
  ordersPerPage: 500,
  orderPages: 20,
  /** Orders that only a refusal has named, looked at one by one in each reading. */
  namedOrders: 16,
  /** Orders remembered that the venue placed for us under ids of its own. */
  placedOrders: 2_000,

  /** One call, from the write to the last byte. */
  callMs: 5_000,
  answerBytes: 16 * 1024 * 1024,
  sockets: 64,
  warmSocketsMin: 4,
  warmSocketsMax: 10,
  warmIntervalMs: 60_000,

  /** Of what a venue says, so much is passed on. */
  wordsCharacters: 200,
} as const;
