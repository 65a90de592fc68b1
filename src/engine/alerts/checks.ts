import type { Preflight } from '../../shared/api/commands.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { ChannelCheck } from './channel.ts';
import type { ChannelDesk } from './channel-desk.ts';
import { alertLimits } from './limits.ts';
import type { LastPing } from './watchdog.ts';

type Check = Preflight['checks'][number];
type Desk = Pick<ChannelDesk, 'channel' | 'state'>;

/**
 * Whether each channel could tell somebody: asked where a service can be asked without telling anybody, and otherwise by what came
 * of the messages since the start.
 */
export async function alertChecks(
  desks: readonly Desk[],
  ping: LastPing | undefined,
  reportBug: (error: unknown) => void,
): Promise<Check[]> {
  const checks = await Promise.all(desks.map(async (desk) => checkOf(desk, await asked(desk, reportBug))));
  if (checks.length === 0) {
    const nextAction = 'Configure a channel under "alerts" (docs/alerts.md).';
    const sentence = 'Nobody is told of a kill: no alert channel is configured.';
    checks.push({ id: 'alerts', status: 'warn', sentence, nextAction });
  }
  return ping === undefined ? checks : [...checks, pingCheck(ping)];
}

/** A channel that breaks on the question takes no other check with it. */
async function asked({ channel }: Desk, reportBug: (error: unknown) => void): Promise<ChannelCheck> {
  const controller = new AbortController();
  const nextAction = 'Look at the service, then try again.';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ChannelCheck>((resolve) => {
    timer = setTimeout(() => {
      controller.abort();
      resolve({ kind: 'bad', words: 'no answer in time', nextAction });
    }, alertLimits.attemptMs);
  });
  try {
    return await Promise.race([channel.check(controller.signal), late]);
  } catch (error) {
    reportBug(error);
    return { kind: 'bad', words: 'a fault of Scram itself', nextAction };
  } finally {
    clearTimeout(timer);
  }
}

function checkOf(desk: Desk, check: ChannelCheck): Check {
  const { name, kind, state, words } = desk.state();
  const id = `alerts:${name}`;
  const channel = `The alert channel ${name} (${kind})`;
  if (check.kind === 'bad') {
    return { id, status: 'fail', sentence: `${channel}: ${check.words}.`, nextAction: check.nextAction };
  }
  if (state === 'failing') {
    const nextAction = `Mend it, then send a message: scram alerts test ${name}`;
    return { id, status: 'fail', sentence: `${channel} reaches nobody: ${words}.`, nextAction };
  }
  switch (check.kind) {
    case 'good':
      return { id, status: 'pass', sentence: `${channel}: ${check.words}.`, nextAction: '' };
    case 'unproven': {
      if (state === 'working') {
        return { id, status: 'pass', sentence: `${channel} has taken a message since the start.`, nextAction: '' };
      }
      const nextAction = `Send one: scram alerts test ${name}`;
      return {
        id,
        status: 'warn',
        sentence: `${channel} is not proven until a test message: ${check.words}.`,
        nextAction,
      };
    }
    default:
      return assertNever(check);
  }
}

function pingCheck(ping: LastPing): Check {
  const id = 'watchdog';
  const nextAction = 'Check watchdog.url in the configuration, and the check at the service.';
  if (ping === null)
    return {
      id,
      status: 'warn',
      sentence: 'The watchdog has not been pinged yet.',
      nextAction: 'Ask again in a moment.',
    };
  if (ping.ok) {
    const last = { what: 'last ping taken', at: ping.at };
    return { id, status: 'pass', sentence: 'The watchdog takes the pings.', nextAction: '', last };
  }
  return { id, status: 'fail', sentence: `The watchdog was not reached: ${ping.words}.`, nextAction };
}
