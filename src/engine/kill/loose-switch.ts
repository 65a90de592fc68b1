import { type Clock, isoTime } from '../clock.ts';
import { itemOf, rowOf } from '../journal/item.ts';
import { journalLimits } from '../journal/limits.ts';
import { initialSwitch } from '../switch/latch.ts';
import { type KillDesk, KillSwitch, type KillSwitchOptions } from './kill-switch.ts';

/** Makes the row that a journal would keep of an event, and keeps it nowhere. */
export function forgetfulAppend(clock: Clock): KillSwitchOptions['journal']['append'] {
  return async (event) => rowOf({ seq: 0, ...itemOf(event, isoTime(clock.wallMs()), journalLimits.dataBytes) });
}

/** The switch itself, armed and tied to nothing that is real: no journal, no flag file, nobody who objects. For rehearsals and drills. */
export function looseSwitch(clock: Clock, desks: readonly KillDesk[], onChange: () => void): KillSwitch {
  return new KillSwitch({
    initial: initialSwitch(isoTime(clock.wallMs())),
    clock,
    journal: { append: forgetfulAppend(clock), health: () => ({ ok: true }) },
    flag: { write: async () => true, remove: async () => true },
    desks,
    switchObstacles: () => [],
    heldTriggers: () => [],
    onReset: () => undefined,
    onChange,
  });
}
