/** Every limit of Telegram, with its unit in its name. */
export const telegramLimits = {
  /** How long Telegram may hold a question for news; it answers at once when there is some. */
  pollMs: 25_000,
  /** How much later than that an answer may come. */
  pollGraceMs: 10_000,
  /** One call that is not such a question. */
  callMs: 10_000,
  answerBytes: 1024 * 1024,
  sockets: 16,
  /** Updates in one answer: so few that the longest which Telegram lets people write fit into `answerBytes`. */
  batch: 10,
  /** Between two questions, whatever comes: nobody who floods the bot gets more of the engine's time. */
  pollGapMs: 50,
  /** Batches that a start takes for what came before it; a flood must not keep the bot from beginning to listen. */
  backlogBatches: 200,
  /** After an answer that came early and brought nothing, so that a server without long polling is not asked without a pause. */
  emptyPauseMs: 500,
  /** After a failure, doubled up to the second, and up to half of it less by chance. */
  retryMinMs: 1_000,
  retryMaxMs: 60_000,
  /** After a bad token, or while another program listens with ours: somebody has to mend that. */
  wrongAgainMs: 60_000,
  /** Telegram's own word on when to ask again is obeyed up to this. */
  retryAfterMaxMs: 60 * 60_000,
  /** A failure that may pass by itself is told after this. */
  deafAfterMs: 60_000,
  /** A message older than this is not acted on: it may be about a world that is gone. */
  lateAfterMs: 120_000,
  /** How long a stop waits for Telegram to hear which updates were dealt with. */
  stopMs: 1_000,
  /** Of what was written before the start, in the answer to it. */
  missedListed: 5,
  /** How long a kill waits for its button. */
  killAskedMs: 60_000,
  /** How long a conversation waits for a reason. */
  reasonMs: 5 * 60_000,
  /** How long it waits for the code, which itself is good for `challengeMs`. */
  codeMs: 5 * 60_000,
  phraseMs: 2 * 60_000,
  challengeMs: 2 * 60_000,
  /** Wrong codes, or wrong phrases, before all is to be begun again. */
  wrongTries: 3,
  /** Telegram's own limit is 4,096; what is longer is cut. */
  messageCharacters: 3_500,
  /** Answers on their way; the oldest gives way. */
  waitingReplies: 50,
  replyTries: 4,
  /** What stands against a reset, and the conditions in a status. */
  listed: 8,
} as const;
