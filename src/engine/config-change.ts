import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../shared/config.ts';
import { configChanges } from '../shared/config-changes/changes.ts';
import type { Obstacle } from '../shared/failure.ts';

/**
 * What a new configuration would take away from a switch that is engaged (docs/configuration.md): a broker that is still being
 * flattened, a button that is still open, a bot that is still held, a peer that is still latched, a trigger that would fire again.
 * One that is pointed elsewhere is taken away too. Empty: the change takes nothing away.
 */
export function lossesOf(before: Config, after: Config): Obstacle[] {
  return [
    ...missing('broker', before.brokers, after.brokers),
    ...missing('peer', before.peers, after.peers),
    ...missing('bot', before.bots, after.bots),
    ...missing('device', standing(before), standing(after)),
    ...loosened(before, after),
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

/** Of the kill switch: a trigger that goes or would fire later, and a kill that could clear itself. Where it is told matters to no latch. */
function loosened(before: Config, after: Config): string[] {
  return configChanges(before, after)
    .filter(({ field, loosens }) => loosens && holding.some((path) => field.startsWith(path)))
    .map(({ words }) => `${words}.`);
}

const holding = ['killSwitch.autoTriggerOn.', 'killSwitch.requireManualReset'];
