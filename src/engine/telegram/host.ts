import type { KillAnswer, ResetAnswer, ResetRequest } from '../../shared/api/commands.ts';
import type { EngineState } from '../../shared/api/state.ts';
import type { Result } from '../../shared/result.ts';
import type { DeadMan, SignedIn } from '../dead-man/dead-man.ts';
import type { BrokerDesk } from '../flatten/broker-desk.ts';
import type { KillSwitch } from '../kill/kill-switch.ts';
import type { Links } from '../links/links.ts';
import { type HeldTrigger, resetObstacles, resetToken } from '../switch/reset.ts';
import type { KillSignal } from '../switch/signal.ts';
import type { TelegramHost } from './telegram-desk.ts';

export interface TelegramHostParts {
  state: () => EngineState;
  killSwitch: Pick<KillSwitch, 'state'>;
  desks: readonly Pick<BrokerDesk, 'current'>[];
  deadMan: Pick<DeadMan, 'checkIn' | 'reset'>;
  devices: Pick<Links['devices'], 'obstacles'>;
  heldTriggers: () => readonly HeldTrigger[];
  kill: (signal: KillSignal) => Promise<KillAnswer>;
  reset: (request: ResetRequest) => Promise<Result<ResetAnswer>>;
  acknowledge: (by: SignedIn) => Result<unknown>;
}

/** The engine's parts as Telegram uses them. Nothing can be accepted in a reset from there: neither residuals nor triggers. */
export function telegramHost(parts: TelegramHostParts): TelegramHost {
  const { state, killSwitch, desks, deadMan, devices, heldTriggers, kill, reset, acknowledge } = parts;
  return {
    state,
    engaged() {
      const { killId, signals } = resetToken(killSwitch.state());
      if (killId === null && killSwitch.state().unacknowledged === null) return null;
      return `${killId ?? 'journal'}#${signals}`;
    },
    against: () =>
      resetObstacles({
        state: killSwitch.state(),
        began: resetToken(killSwitch.state()),
        acceptResiduals: [],
        residualsNow: desks.flatMap((desk) => desk.current()?.residuals() ?? []),
        triggers: heldTriggers(),
        acknowledgeTriggers: [],
        switches: devices.obstacles(),
      }),
    kill,
    checkIn: (by) => deadMan.checkIn(by),
    reset: (reason) => reset({ reason, confirm: 'RESET' }),
    resetDeadMan: (reason, by) => deadMan.reset({ reason, confirm: 'RESET' }, by),
    acknowledge,
  };
}
