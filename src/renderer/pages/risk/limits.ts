/** The risk log's limits, each with its unit in its name. */
export const riskLimits = {
  /** Rows asked for at once. */
  pageRows: 100,
  /** Rows that stay in memory; those far from what is looked at are dropped and read again when somebody goes back. */
  rowsKept: 3_000,
  /** Rows drawn above and below what can be seen, so that a quick scroll finds them there. */
  overscanRows: 6,
  /** A page that could not be read is asked for again after this. */
  retryMs: 2_000,
  /** After the last key of a search. */
  searchPauseMs: 300,
  searchCharacters: 200,
  /** The tallest element that every browser lays out right; Chromium's limit is four times that, Firefox's twice. */
  scrollHeightPx: 8_000_000,
  rowPx: 32,
  /** Where there is room for two lines and not for five columns. */
  narrowRowPx: 52,
  narrowQuery: '(width < 760px)',
  /** How often the progress of a verification is asked for. */
  verificationPollMs: 500,
  /** A chain of ten million rows is walked in about 2 min. */
  verifyMs: 600_000,
  /** A row in one line; the rest is in its data. */
  rowWordsCharacters: 240,
} as const;
