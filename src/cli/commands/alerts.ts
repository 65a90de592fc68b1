import type { Client } from '../../client/client.ts';
import { clientLimits } from '../../client/limits.ts';
import { formatDuration } from '../../shared/duration.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { type ExitStatus, exitStatus } from '../exit.ts';
import { toldLines } from '../render/alerts.ts';

export const registerAlerts: RegisterCommand = (program, run) => {
  const alerts = program
    .command('alerts')
    .summary('see what was told, try the channels, or say that you have taken a kill');
  alerts
    .command('list')
    .summary('show what was told last on each channel, and how each message fared')
    .addHelpText('after', examples('scram alerts list'))
    .action(() => run(list));
  alerts
    .command('test')
    .argument('[channel]', 'one channel; all of them when left out')
    .summary('send a test message and show what the service said')
    .addHelpText('after', examples('scram alerts test', 'scram alerts test slack'))
    .action((channel: string | undefined) => run((context) => test(context, channel)));
  alerts
    .command('acknowledge')
    .summary('take the kill that is being told: it is not told again')
    .addHelpText('after', examples('scram alerts acknowledge'))
    .action(() => run(acknowledge));
};

async function list(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const state = await client.value.state();
  if (!state.ok) return complain(context, state.failure);
  const { recent } = state.value.alerts;
  for (const line of recent.length === 0 ? ['Nothing has been told yet.'] : toldLines(recent)) context.out.line(line);
  return exitStatus.done;
}

async function test(context: Context, only: string | undefined): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const channels = only === undefined ? await channelsOf(context, client.value) : [only];
  if (typeof channels === 'number') return channels;
  const outcomes = await Promise.all(channels.map((channel) => testOne(context, client.value, channel)));
  return outcomes.find((outcome) => outcome !== exitStatus.done) ?? exitStatus.done;
}

async function channelsOf(context: Context, client: Client): Promise<string[] | ExitStatus> {
  const state = await client.state();
  if (!state.ok) return complain(context, state.failure);
  const channels = state.value.alerts.channels.map(({ name }) => name);
  if (channels.length > 0) return channels;
  context.err.line('scram: no alert channel is configured.');
  context.err.line('Add one under "alerts" in the configuration (docs/alerts.md).');
  return exitStatus.refused;
}

async function testOne(context: Context, client: Client, channel: string): Promise<Outcome> {
  const answer = await client.testAlerts({ params: { channel }, timeoutMs: clientLimits.alertTestMs });
  if (!answer.ok) return complain(context, answer.failure);
  const { sent, words, tookMs } = answer.value;
  if (sent) {
    context.out.line(`${channel}: sent after ${formatDuration(tookMs)}; ${words}.`);
    return exitStatus.done;
  }
  context.err.line(`scram: ${channel}: not sent: ${words}.`);
  return exitStatus.refused;
}

async function acknowledge(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.acknowledgeAlerts();
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`Kill ${answer.value.killId} is acknowledged: it is not told again.`);
  return exitStatus.done;
}
