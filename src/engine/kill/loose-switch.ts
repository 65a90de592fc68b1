import { type Clock, isoTime } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import { itemOf, rowOf } from '../journal/item.ts';
import { journalLimits } from '../journal/limits.ts';
import { initialSwitch } from '../switch/latch.ts';
import { type KillDesk, KillSwitch, type KillSwitchOptions } from './kill-switch.ts';

/** Makes the row that a journal would keep of an event, and keeps it nowhere. */
export function forgetfulAppend(clock: Clock): KillSwitchOptions['journal']['append'] {
  return async (event) => rowOf({ seq: 0, ...itemOf(event, isoTime(clock.wallMs()), journalLimits.dataBytes) });
}

export interface LooseSwitchOptions {
  clock: Clock;
  desks: readonly KillDesk[];
  /** Each event of the latch, at the moment at which it holds in memory. */
  onEvent?: (event: JournalEvent) => void;
}

/** The switch itself, armed and tied to nothing that is real: no journal, no flag file, nobody who objects. For rehearsals and drills. */
export function looseSwitch({ clock, desks, onEvent = () => undefined }: LooseSwitchOptions): KillSwitch {
  const forget = forgetfulAppend(clock);
  return new KillSwitch({
    initial: initialSwitch(isoTime(clock.wallMs())),
    clock,
    journal: {
      append(event) {
        onEvent(event);
        return forget(event);
      },
      health: () => ({ ok: true }),
    },
    flag: { write: async () => true, remove: async () => true },
    desks,
    switchObstacles: () => [],
    heldTriggers: () => [],
    onReset: () => undefined,
    onChange: () => undefined,
  });
}
