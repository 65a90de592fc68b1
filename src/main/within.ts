import type { Timers } from '../client/timers.ts';
import { shellLimits } from './limits.ts';

/** Whether it comes to be so in time; looked at again and again. */
export async function within(timers: Timers, ms: number, isSo: () => boolean): Promise<boolean> {
  const untilMs = timers.nowMs() + ms;
  while (!isSo()) {
    if (timers.nowMs() >= untilMs) return false;
    await new Promise<void>((resolve) => timers.after(shellLimits.withinLookMs, resolve));
  }
  return true;
}
