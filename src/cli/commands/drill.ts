import { formatDuration } from '../../shared/duration.ts';
import { complain } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { cliLimits } from '../limits.ts';
import { residualLine } from '../render/status.ts';
import { plural } from '../render/table.ts';

export const registerDrill: RegisterCommand = (program, run) => {
  program
    .command('drill')
    .summary('rehearse a kill on a paper account and a latch of its own; nothing real is touched')
    .description(
      'Rehearses a kill, from the press of a button to a flat account, with a button, a latch and a paper account of its own. Your ' +
        'accounts and bots are not touched, and trading goes on. Exit status 1 when it does not end flat.',
    )
    .addHelpText('after', examples('scram drill'))
    .action(() => run(drill));
};

async function drill(context: Context): Promise<Outcome> {
  const { out, err } = context;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const report = await client.value.drill({ timeoutMs: cliLimits.drillMs });
  if (!report.ok) return complain(context, report.failure);
  const { flat, flatMs, latchedMs, firstRequestMs, answeredMs, ordersCancelled, positionsClosed, residuals } =
    report.value;
  out.line(
    `DRILL  latched ${after(latchedMs)}, first request to the broker ${after(firstRequestMs)}, the button answered ${after(answeredMs)}`,
  );
  out.line(`Cancelled ${plural(ordersCancelled, 'order')}, closed ${plural(positionsClosed, 'position')}`);
  if (flat) {
    out.line(`Flat ${after(flatMs)}, confirmed by the paper account.`);
    return exitStatus.done;
  }
  err.line('scram: the drill did not end flat. Left:');
  for (const each of residuals) err.line(`  ${residualLine(each)}`);
  return exitStatus.refused;
}

function after(ms: number | null): string {
  return ms === null ? 'never' : `after ${formatDuration(ms)}`;
}
