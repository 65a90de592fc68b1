import { type Command, InvalidArgumentError } from 'commander';
import type { Client } from '../../client/client.ts';
import type { JournalRow } from '../../shared/api/journal.ts';
import { complain, refuseWith } from '../complain.ts';
import { type Context, examples, type Outcome, type RegisterCommand, type Run } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';
import { followLog } from '../follow-log.ts';
import { type RowFilter, readRows } from '../journal-reader.ts';
import { cliLimits } from '../limits.ts';
import { fitted } from '../render/fitted.ts';
import { journalLine } from '../render/journal.ts';
import { plural } from '../render/table.ts';

interface LogOptions {
  json?: true;
  follow?: true;
  kind?: string;
  search?: string;
  limit: number;
}

export const registerLog: RegisterCommand = (program, run) => {
  const command = program
    .command('log')
    .summary('the journal: everything that happened, oldest first')
    .description(
      'The journal: everything that happened, oldest first. On a terminal each row is cut to one line; a pipe, and --json, have it ' +
        'whole.',
    )
    .option('--json', 'one JSON object a line')
    .option('--follow', 'go on with what happens from now, until Ctrl-C')
    .option('--kind <kind>', 'rows of this kind alone, such as KILL_FIRED')
    .option('--search <text>', 'rows with this text in them')
    .option('--limit <rows>', 'how many of the latest rows', rowCount, cliLimits.logRowsDefault)
    .addHelpText(
      'after',
      examples('scram log', 'scram log --follow', 'scram log --kind RESET --json', 'scram log verify'),
    )
    .action((options: LogOptions) => run((context) => log(context, options)));
  addVerify(command, run);
};

function rowCount(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= cliLimits.logRowsMax) return rows;
  throw new InvalidArgumentError(`A whole number from 1 to ${cliLimits.logRowsMax}.`);
}

async function log(context: Context, options: LogOptions): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const filter: RowFilter = {
    ...(options.kind === undefined ? {} : { kind: options.kind }),
    ...(options.search === undefined ? {} : { q: options.search }),
  };
  const rows = await readRows(client.value, filter, 0, options.limit);
  if (!rows.ok) return complain(context, rows.failure);
  const show = (shown: JournalRow[]): void => {
    for (const row of shown) context.out.line(options.json ? JSON.stringify(row) : shownLine(context, row));
  };
  show(rows.value);
  if (rows.value.length === 0) await tellOfNone(context, client.value, filter);
  if (!options.follow) return exitStatus.done;
  const refusal = await followLog(context.folder, filter, rows.value.at(-1)?.seq ?? 0, {
    onRows: show,
    onLink(failure) {
      context.err.line(failure ? `Lost the engine: ${failure.message} Trying again.` : 'The engine answers again.');
    },
  });
  return complain(context, refusal);
}

/** A screen is read row by row, so each takes one line of it; a pipe gets the whole. */
function shownLine({ out }: Context, row: JournalRow): string {
  const line = journalLine(row);
  return out.isTerminal ? fitted(line, out.columns()) : line;
}

/** Says beside stdout that nothing was found, and which kinds there are: one that is misspelt looks like one that never happened. */
async function tellOfNone({ err }: Context, client: Client, { kind, q }: RowFilter): Promise<void> {
  const what = [
    ...(kind === undefined ? [] : [`of the kind ${kind}`]),
    ...(q === undefined ? [] : [`with "${q}" in it`]),
  ];
  err.line(`There is no row ${what.join(' ') || 'yet'}.`);
  const known = kind === undefined ? null : await client.journalKinds();
  if (known?.ok && !known.value.kinds.includes(kind ?? '')) {
    err.line(`The kinds of which there are rows: ${known.value.kinds.join(', ')}`);
  }
}

function addVerify(parent: Command, run: Run): void {
  parent
    .command('verify')
    .summary('read the whole journal and prove that nothing in it was changed, removed or put in')
    .addHelpText('after', examples('scram log verify'))
    .action(() => run(verify));
}

async function verify(context: Context): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const verdict = await client.value.verifyJournal({ timeoutMs: cliLimits.verifyMs });
  if (!verdict.ok) return complain(context, verdict.failure);
  const { ok, rows, firstBroken, why } = verdict.value;
  if (ok) {
    context.out.line(`The journal is whole: ${plural(rows, 'row')}, each bound to the one before it.`);
    return tellOfReplaced(context, client.value);
  }
  const words = (why ?? 'no reason was given').replace(/\.$/, '');
  if (firstBroken === undefined) {
    const hint = 'Nothing is proved either way. See that the file can be read, then verify again.';
    return refuseWith(context, `the journal was not read to its end: ${words}.`, hint);
  }
  const hint = 'Keep a copy of the file, and believe what the brokers say about these trades, not the journal.';
  return refuseWith(context, `the journal is not whole, from row ${firstBroken} on: ${words}.`, hint);
}

/** A journal that was begun anew is whole, and no proof of the one before it: until somebody has taken note, that is said too. */
async function tellOfReplaced(context: Context, client: Client): Promise<Outcome> {
  const state = await client.state();
  const replaced = state.ok ? state.value.conditions.find(({ id }) => id === 'journal_replaced') : undefined;
  return replaced === undefined
    ? exitStatus.done
    : refuseWith(context, `it does not go back to the beginning. ${replaced.sentence}`, replaced.nextAction);
}
