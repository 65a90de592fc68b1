import { readAnswer } from '../../client/answer.ts';
import { controlRoutes } from '../../shared/api/routes.ts';
import { formatDuration, parseDurationMs } from '../../shared/duration.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { interruptedStatus } from '../exit.ts';
import { followKill } from '../kill/follow.ts';
import { type KillReply, type PendingKill, sendKill } from '../kill/send.ts';
import { cliLimits } from '../limits.ts';
import { addResetOptions, type ResetOptions, reset } from './reset.ts';

interface KillOptions extends ResetOptions {
  wait?: string;
  reset?: true;
}

export const registerKill: RegisterCommand = (program, run) => {
  const command = program
    .command('kill')
    .summary('cancel every order, close every position, and refuse new orders until a reset')
    .description(
      'Kills at once and asks nothing: every order is cancelled, every position closed, and new orders are refused until a reset. ' +
        'Then shows the progress. Exit status 0 means that every broker has confirmed zero orders and zero positions; ' +
        '1 that something is left, or is not confirmed yet. A kill given again while one holds is the same kill.',
    )
    .option('--reason <text>', 'why, for the record; never needed')
    .option('--wait <duration>', 'stop watching after this long, such as 30s (default: watch until settled)')
    .option('--reset', 'do not kill: let trading resume after a kill, as `scram reset` does');
  addResetOptions(command)
    .addHelpText('after', examples('scram kill', 'scram kill --reason "prices look wrong"', 'scram kill --wait 30s'))
    .action((options: KillOptions) =>
      run((context) => (options.reset ? reset(context, options) : kill(context, options))),
    );
};

async function kill(context: Context, options: KillOptions): Promise<Outcome> {
  const pending = context.pendingKill ?? sendKill(context.folder, options.reason);
  const waitMs = options.wait === undefined ? null : (parseDurationMs(options.wait) ?? null);
  if (options.wait !== undefined && waitMs === null) {
    context.err.line(`--wait ${options.wait} is not a duration such as 30s; watching until settled.`);
  }
  const reply = await replyOrEnd(context, pending, waitMs);
  if (reply === 'interrupted') return interruptedStatus;
  if (reply.kind === 'failed') return complain(context, reply.failure);
  const answer = readAnswer(controlRoutes.kill, reply.answer);
  if (!answer.ok) return complain(context, answer.failure);
  const { killId, journaled } = answer.value;
  context.out.line(`Latched in ${formatDuration(reply.elapsedMs)}: kill ${killId}`);
  if (!journaled)
    context.err.line('The kill is not recorded yet: the engine can not write its journal. The latch holds.');
  return followKill(context, { killId, startedMs: pending.startedMs, waitMs });
}

/** The answer to the kill, or why to stop waiting for one; says meanwhile that it is being sent again. */
async function replyOrEnd(
  context: Context,
  pending: PendingKill,
  waitMs: number | null,
): Promise<KillReply | 'interrupted'> {
  const unanswered = setTimeout(() => {
    context.err.line(`${pending.failureNow().message} Sending it again.`);
  }, cliLimits.killUnansweredMs);
  let onInterrupt = (): void => {};
  let waiting: NodeJS.Timeout | undefined;
  const ended = new Promise<KillReply | 'interrupted'>((resolve) => {
    const giveUp = (): KillReply => ({ kind: 'failed', failure: pending.failureNow() });
    if (waitMs !== null) waiting = setTimeout(() => resolve(giveUp()), waitMs);
    onInterrupt = () => {
      complain(context, pending.failureNow());
      resolve('interrupted');
    };
    process.on('SIGINT', onInterrupt);
  });
  const reply = await Promise.race([pending.reply, ended]);
  process.off('SIGINT', onInterrupt);
  clearTimeout(unanswered);
  clearTimeout(waiting);
  return reply;
}
