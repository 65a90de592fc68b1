/** What the shell that ran `scram` is told. Anything that ends early by a signal ends by that signal: never as `done`. */
export const exitStatus = {
  done: 0,
  /** Refused or not done; the reason is on stderr. */
  refused: 1,
  usage: 2,
  noEngine: 3,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Ctrl-C where it is caught: the status that a shell gives to a program that SIGINT ended. */
export const interruptedStatus = 130;
