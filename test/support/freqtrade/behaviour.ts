/** What the imitation is, and in which ways it misbehaves; all of it may be changed while it runs. */
export interface Behaviour {
  username: string;
  password: string;
  /** `old`: before there was a state of its own for stopped entries; they are a limit of no trades then. */
  version: 'old' | 'new';
  state: 'running' | 'paused' | 'stopped';
  /** Pairs of its open trades. */
  open: string[];
  /** How long an exit takes to fill; null: it answers that exits were created, and none was. */
  exitMs: number | null;
  /** False: it answers "stopping trader ..." and goes on. */
  stops: boolean;
  /** False: it answers that no more entries will occur, and they do. */
  stopsEntries: boolean;
  /** Before every answer. */
  answerAfterMs: number;
  /** Calls of `/status` a minute; null for the versions that count none. */
  statusPerMinute: number | null;
  /** In place of every answer's body. */
  garbage: string | null;
}

export const wellBehaved: Behaviour = {
  username: 'scram',
  password: 'a password of some length',
  version: 'new',
  state: 'running',
  open: [],
  exitMs: 50,
  stops: true,
  stopsEntries: true,
  answerAfterMs: 0,
  statusPerMinute: null,
  garbage: null,
};
