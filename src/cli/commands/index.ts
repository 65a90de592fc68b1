import type { RegisterCommand } from '../context.ts';
import { registerAlerts } from './alerts.ts';
import { registerBots } from './bots.ts';
import { registerChallenge } from './challenge.ts';
import { registerCheckIn } from './check-in.ts';
import { registerConfig } from './config.ts';
import { registerDeadMan } from './dead-man.ts';
import { registerDrill } from './drill.ts';
import { registerEngine } from './engine.ts';
import { registerHelp } from './help.ts';
import { registerKill } from './kill.ts';
import { registerLiquidations } from './liquidations.ts';
import { registerLog } from './log.ts';
import { registerDevice, registerPair } from './pair.ts';
import { registerPaper } from './paper.ts';
import { registerPreflight } from './preflight.ts';
import { registerReset } from './reset.ts';
import { registerSecret } from './secret.ts';
import { registerService } from './service.ts';
import { registerStatus } from './status.ts';
import { registerToken } from './token.ts';

/** Every command, in the order of `scram --help`: one line here and one file each. */
export const commands: readonly RegisterCommand[] = [
  registerStatus,
  registerKill,
  registerReset,
  registerCheckIn,
  registerDeadMan,
  registerChallenge,
  registerBots,
  registerLog,
  registerLiquidations,
  registerPreflight,
  registerDrill,
  registerAlerts,
  registerConfig,
  registerSecret,
  registerPair,
  registerDevice,
  registerToken,
  registerPaper,
  registerService,
  registerEngine,
  registerHelp,
];
