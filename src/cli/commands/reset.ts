import type { Command } from 'commander';
import type { CallFailure } from '../../client/failure.ts';
import { clientLimits } from '../../client/limits.ts';
import type { PeerReset } from '../../shared/api/commands.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { leastReason } from '../../shared/reason.ts';
import { complain } from '../complain.ts';
import { confirmReset, reasonOf } from '../confirm.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { plateLine } from '../render/status.ts';

/** This engine's own reset, then the peers', all of them at once. */
const withPeersMs = 45_000;

export interface ResetOptions {
  reason?: string;
  accept?: string[];
  acknowledge?: string[];
  withPeers?: true;
  yes?: true;
}

export function addResetOptions(command: Command): Command {
  return command
    .option('--accept <residual...>', 'for a reset: take over what is still open, each as BROKER/SYMBOL@QUANTITY')
    .option('--acknowledge <trigger...>', 'for a reset: name each trigger whose condition still holds')
    .option('--with-peers', 'for a reset: ask the other engines to reset too; each judges for itself')
    .option('--yes', 'for a reset: give the confirmation without being asked');
}

export const registerReset: RegisterCommand = (program, run) => {
  const command = program
    .command('reset')
    .summary('let trading resume after a kill; needs a reason and a confirmation')
    .description(
      'Opens the latch after a kill, so that orders pass again. It starts no bot. It is refused while anything stands against it; ' +
        'each such thing is named, and what may be accepted is shown with the option that accepts it.',
    )
    .option('--reason <text>', `why it is safe to trade again; ${leastReason}`);
  addResetOptions(command)
    .addHelpText(
      'after',
      examples(
        'scram reset --reason "feed is back, prices checked"',
        'scram reset --reason "dust is fine" --accept main/DOGE@0.01 --yes',
        'scram reset --reason "loss is understood" --acknowledge PortfolioDrawdown',
      ),
    )
    .action((options: ResetOptions) => run((context) => reset(context, options)));
};

export async function reset(context: Context, options: ResetOptions): Promise<Outcome> {
  const { out, err } = context;
  const given = reasonOf(context, options.reason);
  if ('outcome' in given) return given.outcome;
  const { reason } = given;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  if (!options.yes) {
    const state = await client.value.state();
    if (!state.ok) return complain(context, state.failure);
    err.line(plateLine(state.value, err.colour));
    const refused = await confirmReset(context, 'Type RESET to let trading resume: ', 'The latch still holds.');
    if (refused !== null) return refused;
  }
  const answer = await client.value.reset({
    request: {
      reason,
      confirm: 'RESET',
      ...(options.accept && { acceptResiduals: options.accept }),
      ...(options.acknowledge && { acknowledgeTriggers: options.acknowledge }),
      ...(options.withPeers && { withPeers: true }),
    },
    timeoutMs: options.withPeers ? withPeersMs : clientLimits.resetMs,
  });
  if (!answer.ok) return complainOfReset(context, answer.failure);
  out.line(`Reset: the latch is open and orders may pass. No bot was started.`);
  return tellOfPeers(context, answer.value.peers ?? []);
}

/** What each peer has answered; done only when all of them have reset too. */
function tellOfPeers({ out, err }: Context, peers: readonly PeerReset[]): Outcome {
  for (const peer of peers) {
    switch (peer.outcome) {
      case 'reset':
        out.line(`${peer.name}: reset too.`);
        break;
      case 'refused':
        err.line(`scram: ${peer.name} refused to reset: ${peer.message}`);
        for (const each of peer.against) err.line(`  - ${each.message}`);
        break;
      case 'unreachable':
        err.line(`scram: ${peer.name} did not confirm a reset: ${peer.message}. Look at it there.`);
        break;
      default:
        assertNever(peer);
    }
  }
  return peers.every(({ outcome }) => outcome === 'reset') ? exitStatus.done : exitStatus.refused;
}

/** Adds to the refusal the options that would accept what stands in the way. */
function complainOfReset(context: Context, failure: CallFailure): Outcome {
  const status = complain(context, failure);
  const against = failure.against ?? [];
  if (against.some(({ code }) => code === 'switch')) {
    context.err.line('To go on without a button that is gone for good: scram device retire ID --reason "why"');
  }
  const accepts = against.flatMap((each) => (each.accept === undefined ? [] : [each.accept]));
  if (accepts.length > 0) {
    context.err.line('To reset all the same and take over what is open by hand, add:');
    context.err.line(`  --accept ${accepts.map(shellWord).join(' ')}`);
  }
  const held = against.flatMap((each) => (each.acknowledge === undefined ? [] : [each.acknowledge]));
  if (held.length > 0) {
    context.err.line('To reset although this still holds, so that it fires again only after having been false, add:');
    context.err.line(`  --acknowledge ${held.map(shellWord).join(' ')}`);
  }
  return status;
}

/** Quoted for a POSIX shell where it has to be, so that the line can be copied. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
