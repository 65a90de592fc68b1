import type { JournalRow } from '../../shared/api/journal.ts';
import type { OpenedJournal, Recorded } from '../journal/journal.ts';
import { applyLatchEvent, engagedKill, killOfPress, type SwitchState } from '../switch/latch.ts';
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

/** Rows read when there is no checkpoint to start from: every latch event of many years. */
const latchRowsRead = 10_000;
/** A checkpoint after so many rows without a latch event, so that a start never reads more than these. */
const rowsBetweenCheckpoints = 1_000;

/**
 * Gives a starting switch its memory (journal and flag file, two records of one fact), takes up the kill that was at work, and
 * keeps the checkpoint up to date from here on.
 */
export async function bootSwitch({ opened, flag, killSwitch, now }: Boot): Promise<void> {
  const { journal } = opened;
  const recorded = await stateOf(opened, opened, now);
  keepCheckpoint(opened, recorded);
  journal.onReplaced(({ why }) => killSwitch.noteReplaced(why));
  journal.onFound((found) => {
    void stateOf(found, opened, now).then((state) => {
      const kill = engagedKill(state);
      const from = 'the journal, readable again';
      if (kill) killSwitch.trigger({ source: 'engine', reason: kill.reason, from, killId: kill.killId });
    });
  });
  killSwitch.remember(recorded);
  const flagKillId = await flag.read();
  const isNamed = flagKillId !== null && flagKillId !== unnamedKill;
  const flagWasReset = isNamed && wasReset(await rowsOf(opened, flagKillId));
  const resumption = decideResumption({ state: recorded, flagKillId, flagWasReset });
  // What the engaged kill has placed is known before anything is done in its name.
  const engaged = engagedKill(recorded);
  if (engaged) killSwitch.resume(engaged, earlierCloses(await rowsOf(opened, engaged.killId)));
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
function wasReset(rows: readonly JournalRow[]): boolean {
  return rows.findLast((row) => row.kind === 'RESET' || row.kind === 'KILL_FIRED')?.kind === 'RESET';
}

async function stateOf(found: Recorded, { journal }: OpenedJournal, now: string): Promise<SwitchState> {
  const needsAll = storedSwitch(found.checkpoint) === null;
  const all = needsAll ? await journal.latest(latchKinds, latchRowsRead) : null;
  return switchFromJournal(found.checkpoint, found.tail, all?.ok ? all.value.toReversed() : found.tail, now);
}

async function rowsOf({ journal }: OpenedJournal, killId: string): Promise<JournalRow[]> {
  const rows = await journal.rowsOfKill(killId);
  return rows.ok ? rows.value : [];
}

/** Follows the rows as they reach the disk: what a checkpoint says is what the journal says, never what memory hopes. */
function keepCheckpoint({ journal }: OpenedJournal, from: SwitchState): void {
  let recorded = from;
  let rowsSince = 0;
  journal.onRow((row) => {
    const event = latchEventOf(row);
    if (event) recorded = applyLatchEvent(recorded, event);
    rowsSince += 1;
    if (!event && rowsSince < rowsBetweenCheckpoints) return;
    rowsSince = 0;
    journal.checkpoint(recorded, row.seq);
  });
}
