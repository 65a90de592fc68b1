/** What the double has been told to show and to hold; the specs read it over the process's channel (`remote.ts`). */
export const world = {
  notices: [] as { title: string; body: string; urgency: string; atMs: number }[],
  dialogs: [] as { message: string; detail: string; buttons: string[] }[],
  /** Answers to the next dialogs; one without an answer waits for ever, as a person may. */
  answers: [] as number[],
  /** Combinations that another program has: registering them fails without a word, as Electron's does. */
  taken: new Set<string>(),
  /** Kept for the whole run, so that a spec sees what was blocked and when it was let go. */
  blockers: new Map<number, string>(),
  privileged: [] as string[],
  hasQuit: false,
};

export type Invoked = (event: { senderFrame: unknown }, argument: unknown) => unknown;
/** The answers to questions of a page, by channel. */
export const handlers = new Map<string, Invoked>();
