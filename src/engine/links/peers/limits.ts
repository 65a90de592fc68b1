import { limits } from '../../../shared/limits.ts';

/** Every limit of the links to other engines. */
export const peerLimits = {
  messageBytes: 4_096,
  messageMs: 2_000,
  /** A reset carries what is accepted, as long as an operator's request may be, and its refusal all that stands against it. */
  resetMessageBytes: limits.bodyBytes + 1_024,
  resetAnswerBytes: 1_024 * 1_024,
  /** One exchange of a reset: the peer reads its brokers and waits for its journal. */
  resetCallMs: 10_000,
  /** A reset that another message has overtaken is signed afresh and sent again, so often at most. */
  resetTries: 3,
  /** One exchange, connecting included. */
  callMs: 3_000,
  /** To one peer: a kill never waits for a state whose answer is lost. */
  sockets: 4,
  /** Between two exchanges of state while all is calm; a change is told at once. */
  stateEveryMs: 2_000,
  /** Silence that is shown as a fault: as for a device over HTTP. */
  silentMs: 12_000,
  /** A kill, or a check-in, is told at once and again after so long, the last of these over and over, until it is acknowledged. */
  retryMs: [100, 250, 500, 1_000, 2_000, 5_000],
} as const;
