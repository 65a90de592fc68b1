import type { DeadMan } from '../dead-man/dead-man.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { KillSwitch } from '../kill/kill-switch.ts';
import { engagedKill } from '../switch/latch.ts';
import { type Bots, type BotsOptions, openBots } from './bots.ts';
import { wantedOf } from './wanted.ts';

interface EngineParts extends Omit<BotsOptions, 'wanted' | 'isBrokerSettled'> {
  killSwitch: Pick<KillSwitch, 'state'>;
  deadMan: Pick<DeadMan, 'isTriggered'>;
  desks: readonly Pick<BrokerDesk, 'broker' | 'current'>[];
}

/** The bots of an engine, held by its two latches. */
export function openBotsOfEngine({ killSwitch, deadMan, desks, ...options }: EngineParts): Promise<Bots> {
  const killId = () => engagedKill(killSwitch.state())?.killId ?? null;
  return openBots({
    ...options,
    wanted: () => wantedOf({ killId: killId(), deadManTriggered: deadMan.isTriggered() }),
    // A desk that has not begun with the kill, such as a standby's, has not settled; without a kill there is nothing to wait for.
    isBrokerSettled: (name) => {
      const flatten = desks.find(({ broker }) => broker.name === name)?.current();
      return killId() === null || flatten?.isSettled() === true;
    },
  });
}
