/** Every limit that both ends of a listener must know, in one place with its unit in its name. */
export const limits = {
  reasonCharacters: 500,
  resetReasonMinCharacters: 8,
  resetReasonMinWords: 2,
  bodyBytes: 64 * 1024,
  journalPageRows: 500,
  journalPageDefaultRows: 100,
  liquidationsListed: 200,
  acceptedResiduals: 2_000,
  acknowledgedTriggers: 16,
  /** A secret may be a private key of several lines. */
  secretCharacters: 8_192,
  feedTicks: 500,
  feedSymbolCharacters: 64,
} as const;
