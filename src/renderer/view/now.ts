import type { EngineState } from '../../shared/api/state.ts';
import { isBotFault } from './bots.ts';

export type NowSection = 'links' | 'brokers' | 'bots' | 'alerts' | 'triggers';

/** Which parts of the page have something wrong in them. */
export function faultySections(state: EngineState): ReadonlySet<NowSection> {
  const { devices, peers, brokers, bots, alerts, triggers } = state;
  const isFaulty: Record<NowSection, boolean> = {
    links: devices.some(({ retired, fault }) => !retired && fault !== null) || peers.some(({ fault }) => fault),
    brokers: brokers.some(({ trouble }) => trouble !== null),
    bots: bots.some(isBotFault),
    alerts: alerts.channels.some((channel) => channel.state === 'failing'),
    triggers: triggers.some((trigger) => trigger.state !== 'clear'),
  };
  return new Set((Object.keys(isFaulty) as NowSection[]).filter((name) => isFaulty[name]));
}
