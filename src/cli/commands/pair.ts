import type { Command } from 'commander';
import type { PairRequest } from '../../shared/api/commands.ts';
import { leastReason } from '../../shared/reason.ts';
import { complain } from '../complain.ts';
import { tooLittle } from '../confirm.ts';
import { type Context, examples, type Outcome, type RegisterCommand, type Run } from '../context.ts';
import { engineClient } from '../engine-link.ts';
import { exitStatus } from '../exit.ts';

/** A board may need seconds to speak, and seconds more to restart with its secret. */
const pairMs = 30_000;

export const registerPair: RegisterCommand = (program, run) => {
  const command = program.command('pair').summary('give a button its secret, over a cable or for its firmware');
  addUsb(command, run);
  addWifi(command, run);
};

export const registerDevice: RegisterCommand = (program, run) => {
  const command = program.command('device').summary('rename or retire a paired button');
  command
    .command('retire')
    .summary('no longer believe a button, and no longer wait for it at a reset')
    .argument('<id>', 'its 8 hex digits, as in scram status')
    .requiredOption('--reason <text>', `why, for the record; ${leastReason}`)
    .addHelpText('after', examples('scram device retire 1a2b3c4d --reason "lost on a train"'))
    .action((id: string, { reason }: { reason: string }) => run((context) => retire(context, id, reason)));
  command
    .command('rename')
    .summary('give a button another name')
    .argument('<id>', 'its 8 hex digits, as in scram status')
    .argument('<name>', 'what people call it')
    .addHelpText('after', examples('scram device rename 1a2b3c4d "desk button"'))
    .action((id: string, name: string) => run((context) => rename(context, id, name)));
};

interface PairOptions {
  name?: string;
  device?: string;
  port?: string;
}

function addUsb(parent: Command, run: Run): void {
  parent
    .command('usb')
    .summary('a fresh secret for the button at the cable')
    .option('--name <name>', 'what people call it')
    .option('--device <id>', 'which board, where several are plugged in')
    .option('--port <path>', 'its serial port, where it is not found by itself')
    .addHelpText('after', examples('scram pair usb', 'scram pair usb --name "desk button" --port /dev/ttyUSB0'))
    .action(({ name, device, port }: PairOptions) =>
      run((context) =>
        pair(context, { path: 'usb', ...(name && { name }), ...(device && { device }), ...(port && { port }) }),
      ),
    );
}

function addWifi(parent: Command, run: Run): void {
  parent
    .command('wifi')
    .summary('the lines for the firmware’s secrets.h')
    .option('--name <name>', 'what people call it')
    .option('--device <id>', 'a paired button that is to be heard over WiFi too; it keeps its secret')
    .addHelpText('after', examples('scram pair wifi --name "desk button"'))
    .action(({ name, device }: PairOptions) =>
      run((context) => pair(context, { path: 'wifi', ...(name && { name }), ...(device && { device }) })),
    );
}

async function pair(context: Context, request: PairRequest): Promise<Outcome> {
  const { out, err } = context;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.pair({ request, timeoutMs: pairMs });
  if (!answer.ok) return complain(context, answer.failure);
  const { device, name, secretsHeader } = answer.value;
  if (secretsHeader === null) {
    out.line(`${name} (${device}) is paired. Throw its switch once to try it: that is a real kill.`);
    return exitStatus.done;
  }
  // Words beside it go to stderr, so that the lines alone can be sent into a file.
  err.line(
    `${name} (${device}): put these into firmware/include/secrets.h, in place of the two lines there, and nowhere else.`,
  );
  for (const line of secretsHeader.trimEnd().split('\n')) out.line(line);
  return exitStatus.done;
}

async function retire(context: Context, id: string, reason: string): Promise<Outcome> {
  const refused = tooLittle(context, reason, 'not retired', 'why');
  if (refused !== null) return refused;
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.retireDevice({ params: { id }, request: { reason } });
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`${id} is retired: it is no longer believed.`);
  return exitStatus.done;
}

async function rename(context: Context, id: string, name: string): Promise<Outcome> {
  const client = engineClient(context.folder);
  if (!client.ok) return complain(context, client.failure);
  const answer = await client.value.renameDevice({ params: { id }, request: { name } });
  if (!answer.ok) return complain(context, answer.failure);
  context.out.line(`${id} is called ${name}.`);
  return exitStatus.done;
}
