import type { EarlierClose } from '../../flatten/commands.ts';
import type { KillDesk } from '../../kill/kill-switch.ts';
import { within } from '../../within.ts';

/** A reading that hangs must not keep a standby from its work: after so long it begins without. */
const readingWaitMs = 5_000;

/**
 * A broker's desk on a standby engine: the latch and the gate hold at once, the broker alone is left to the primary for a while. Then the
 * account is read first, so that nothing is closed which the primary has closed already.
 */
export function standbyDesk(desk: KillDesk, delayMs: number): KillDesk {
  let waiting: { killId: string; timer: NodeJS.Timeout } | null = null;
  const cancel = () => {
    if (waiting) clearTimeout(waiting.timer);
    waiting = null;
  };
  const begin = async (killId: string, earlier: readonly EarlierClose[]) => {
    await within(desk.readNow(), readingWaitMs);
    if (waiting?.killId !== killId) return;
    waiting = null;
    desk.engage(killId, earlier);
  };
  return {
    broker: desk.broker,
    current: () => desk.current(),
    readNow: () => desk.readNow(),
    engage(killId, earlier = []) {
      if (desk.current()?.killId === killId) return desk.engage(killId, earlier);
      if (waiting?.killId === killId) return;
      cancel();
      waiting = { killId, timer: setTimeout(() => void begin(killId, earlier), delayMs) };
    },
    disengage() {
      cancel();
      desk.disengage();
    },
  };
}
