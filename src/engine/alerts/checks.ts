import type { Preflight } from '../../shared/api/commands.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Channel, ChannelCheck } from './channel.ts';
import { alertLimits } from './limits.ts';
import type { LastPing } from './watchdog.ts';

type Check = Preflight['checks'][number];

/** Whether each channel could tell somebody: asked where a service can be asked without telling anybody, otherwise said. */
export async function alertChecks(channels: readonly Channel[], ping: LastPing | undefined): Promise<Check[]> {
  const checks = await Promise.all(channels.map(async (channel) => checkOf(channel, await asked(channel))));
  if (checks.length === 0) {
    const nextAction = 'Configure a channel under "alerts" (docs/alerts.md).';
    const sentence = 'Nobody is told of a kill: no alert channel is configured.';
    checks.push({ id: 'alerts', status: 'warn', sentence, nextAction });
  }
  return ping === undefined ? checks : [...checks, pingCheck(ping)];
}

async function asked(channel: Channel): Promise<ChannelCheck> {
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
  } finally {
    clearTimeout(timer);
  }
}

function checkOf({ name, kind }: Channel, check: ChannelCheck): Check {
  const id = `alerts:${name}`;
  const channel = `The alert channel ${name} (${kind})`;
  switch (check.kind) {
    case 'good':
      return { id, status: 'pass', sentence: `${channel}: ${check.words}.`, nextAction: '' };
    case 'unproven': {
      const nextAction = `Send one: scram alerts test ${name}`;
      return {
        id,
        status: 'warn',
        sentence: `${channel} is not proven until a test message: ${check.words}.`,
        nextAction,
      };
    }
    case 'bad':
      return { id, status: 'fail', sentence: `${channel}: ${check.words}.`, nextAction: check.nextAction };
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
  if (ping.ok) return { id, status: 'pass', sentence: 'The watchdog takes the pings.', nextAction: '' };
  return { id, status: 'fail', sentence: `The watchdog was not reached: ${ping.words}.`, nextAction };
}
