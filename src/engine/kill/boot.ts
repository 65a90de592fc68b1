import type { JournalRow } from '../../shared/api/journal.ts';
import type { OpenedJournal, Recorded } from '../journal/journal.ts';
import { applyLatchEvent, engagedKill, killOfPress, type SwitchState } from '../switch/latch.ts';
import { withFoundLate } from '../switch/late.ts';
import { latchEventOf, latchKinds, storedSwitch, switchFromJournal } from '../switch/recorded.ts';
import { decideResumption } from '../switch/resume.ts';
import { type FlagFile, unnamedKill } from './flag-file.ts';
import type { KillSwitch } from './kill-switch.ts';
import { earlierCloses } from './liquidation.ts';

export interface Boot {
  opened: OpenedJournal;
  flag: FlagFile;
  killSwitch: KillSwitch;
  now: string;
}

/**
 * Rows read of each kind when there is no checkpoint to start from: every latch event of many years. Of each kind by itself, so that a
 * kill which was joined or changed ever so often is not missed.
 */
const latchRowsRead = 10_000;
/** The latest closes are those whose ids the next ones must not repeat; a hold of days has sent more than are worth reading. */
const closesRead = 20_000;
/** A checkpoint after so many rows without a latch event, so that a start never reads more than these. */
const rowsBetweenCheckpoints = 1_000;

/**
 * Gives a starting switch its memory (journal and flag file, two records of one fact), takes up the kill that was at work, and
 * keeps the checkpoint up to date from here on.
 */
export async function bootSwitch({ opened, flag, killSwitch, now }: Boot): Promise<void> {
  const { journal } = opened;
  const recorded = await stateOf(opened, opened, now);
  const learn = keepCheckpoint(opened, recorded);
  journal.onReplaced(({ why }) => killSwitch.noteReplaced(why));
  journal.onFound((found) => {
    void stateOf(found, opened, now).then((state) => {
      const kill = engagedKill(state);
      const from = 'the journal, readable again';
      if (kill) killSwitch.trigger({ source: 'engine', reason: kill.reason, from, killId: kill.killId });
      killSwitch.rememberLate(state);
      learn(state);
    });
  });
  killSwitch.remember(recorded);
  const flagKillId = await flag.read();
  const isNamed = flagKillId !== null && flagKillId !== unnamedKill;
  const flagWasReset = isNamed && (await wasReset(opened, flagKillId));
  const resumption = decideResumption({ state: recorded, flagKillId, flagWasReset });
  // What the engaged kill has placed is known before anything is done in its name.
  const engaged = engagedKill(recorded);
  if (engaged) killSwitch.resume(engaged, earlierCloses(await closesOf(opened, engaged.killId)));
  switch (resumption.kind) {
    case 'armed':
      if (resumption.removeFlag) void flag.remove();
      return;
    case 'resume':
      if (resumption.writeFlag) void flag.write(resumption.killId);
      return;
    case 'engage':
      killSwitch.trigger({
        source: 'engine',
        reason: `the flag file of ${resumption.killId} was found at the start, and no reset of it is recorded`,
        from: 'the flag file',
        // Under its own name, so that its orders are recognised; a name that stands for an older kill would only join that one.
        killId: isNamed && killOfPress(recorded, flagKillId) === null ? flagKillId : undefined,
      });
  }
}

/** A kill is reset when its last row of the latch is a reset: it may have been fired again under the same name. */
async function wasReset({ journal }: OpenedJournal, killId: string): Promise<boolean> {
  const rows = await journal.latest(['RESET', 'KILL_FIRED'], latchRowsRead);
  return rows.ok && rows.value.find((row) => row.killId === killId)?.kind === 'RESET';
}

async function stateOf(found: Recorded, { journal }: OpenedJournal, now: string): Promise<SwitchState> {
  const all = storedSwitch(found.checkpoint) === null ? await latchRows(journal) : null;
  return switchFromJournal(found.checkpoint, found.tail, all ?? found.tail, now);
}

/** Every row of the latch, oldest first; null where they can't be read. */
async function latchRows(journal: OpenedJournal['journal']): Promise<JournalRow[] | null> {
  const pages = await Promise.all(latchKinds.map((kind) => journal.page({ kind, limit: latchRowsRead })));
  const rows: JournalRow[] = [];
  for (const page of pages) {
    if (!page.ok) return null;
    for (const row of page.value.rows) rows.push(row);
  }
  return rows.sort((a, b) => a.seq - b.seq);
}

/** The latest closes of a kill: there is one at work at a time, so nearly all of the latest are its own. */
async function closesOf({ journal }: OpenedJournal, killId: string): Promise<JournalRow[]> {
  const page = await journal.page({ kind: 'CLOSE_SENT', limit: closesRead });
  return page.ok ? page.value.rows.filter((row) => row.killId === killId) : [];
}

/**
 * Follows the rows as they reach the disk: what a checkpoint says is what the journal says, never what memory hopes. Returns how it
 * learns of a journal that could be read only late.
 */
function keepCheckpoint({ journal }: OpenedJournal, from: SwitchState): (found: SwitchState) => void {
  let recorded = from;
  let hasMoved = false;
  let rowsSince = 0;
  journal.onRow((row) => {
    const event = latchEventOf(row);
    if (event) recorded = applyLatchEvent(recorded, event);
    hasMoved ||= event !== null;
    rowsSince += 1;
    if (!event && rowsSince < rowsBetweenCheckpoints) return;
    rowsSince = 0;
    journal.checkpoint(recorded, row.seq);
  });
  return (found) => {
    recorded = hasMoved ? withFoundLate(recorded, found) : found;
  };
}
