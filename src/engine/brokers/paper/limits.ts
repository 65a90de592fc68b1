/** Every limit of the paper exchange and of the client that talks to it, with its unit in its name. */
export const paperLimits = {
  /** Client order ids are unique for ever, so every order is remembered: an account ends here, and a reset begins another. */
  ordersPerAccount: 200_000,
  openOrders: 5_000,
  clientOrderIdCharacters: 64,
  symbolCharacters: 32,
  decimalCharacters: 40,
  faultRules: 100,
  latencyMs: 60_000,
  /** How far back a venue that was asleep looks for prices that would have filled something. */
  catchUpMs: 60_000,
  ledgerPageFills: 10_000,
  /** Shocks multiply; beyond these the prices would mean nothing. */
  levelMin: '0.0001',
  levelMax: '10000',

  requestBytes: 64 * 1024,
  answerBytes: 16 * 1024 * 1024,
  connections: 2_048,
  /** The server closes a connection that was idle for so long; above `warmIntervalMs`, so that warm ones stay. */
  keepAliveMs: 300_000,
  requestMs: 10_000,

  /** One call of the adapter, from the write to the last byte. */
  callMs: 5_000,
  sockets: 512,
  warmSocketsMin: 8,
  warmSocketsMax: 128,
  warmIntervalMs: 120_000,
  /** Between two readings while nothing happens: often enough for a person. */
  readIntervalMs: 1_000,
  /** Of the account inside the engine, whose venue is at work in each: nobody's money moves there, and it is most of what an idle engine does. */
  demoReadIntervalMs: 2_000,
} as const;
