import { isDeepStrictEqual } from 'node:util';
import { assertNever } from '../shared/assert-never.ts';
import type { AutoTrigger } from '../shared/auto-triggers.ts';
import type { Config } from '../shared/config.ts';
import { parseDurationMs } from '../shared/duration.ts';
import type { Obstacle } from '../shared/failure.ts';

/**
 * What a new configuration would take away from a switch that is engaged (the contract's rule): a broker that is still being
 * flattened, a button that is still open, a bot that is still held, a peer that is still latched, a trigger that would fire again.
 * One that is pointed elsewhere is taken away too. Empty: the change takes nothing away.
 */
export function lossesOf(before: Config, after: Config): Obstacle[] {
  return [
    ...missing('broker', before.brokers, after.brokers),
    ...missing('peer', before.peers, after.peers),
    ...missing('bot', before.bots, after.bots),
    ...missing('device', standing(before), standing(after)),
    ...loosened(before.killSwitch, after.killSwitch),
  ].map((message) => ({ code: 'config', message }));
}

function missing(what: string, before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return Object.entries(before).flatMap(([name, value]) => {
    if (isDeepStrictEqual(value, after[name])) return [];
    return [`The ${what} ${name} would be ${name in after ? 'another one' : 'gone'}.`];
  });
}

/** The buttons that a reset waits for; what else is said of one may change. */
function standing({ devices }: Config): Record<string, unknown> {
  const inForce = Object.entries(devices).filter(([, { retired }]) => !retired);
  return Object.fromEntries(inForce.map(([id, { key }]) => [id, key]));
}

function loosened(before: Config['killSwitch'], after: Config['killSwitch']): string[] {
  const found = before.autoTriggerOn.flatMap((trigger) => {
    const next = after.autoTriggerOn.find(({ event }) => event === trigger.event);
    if (next === undefined) return [`The trigger ${trigger.event} would be gone.`];
    return isLooser(trigger, next) ? [`The trigger ${trigger.event} would be looser.`] : [];
  });
  if (before.requireManualReset && !after.requireManualReset) found.push('The switch could clear itself.');
  return found;
}

function isLooser(before: AutoTrigger, after: AutoTrigger): boolean {
  if (before.event !== after.event) return true;
  switch (before.event) {
    case 'PortfolioDrawdown':
      return after.event === before.event && after.threshold > before.threshold;
    case 'DataFeedCorruption':
      return (
        after.event === before.event &&
        (after.maxJump > before.maxJump || durationMs(after.maxAge) > durationMs(before.maxAge))
      );
    case 'MarginCall':
    case 'CompliancePause':
      return false;
    default:
      return assertNever(before);
  }
}

/** A checked configuration holds none that can't be read; one that could not be would count as the loosest. */
function durationMs(text: string): number {
  return parseDurationMs(text) ?? Number.POSITIVE_INFINITY;
}
