import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench } from '../lib/bench.ts';
import { firmware } from '../lib/paths.ts';
import { until, within } from '../lib/wait.ts';
import { patience } from '../limits.ts';

/** A button as a process: the firmware's own objects, with one way to the engine. */
export interface TwinProcess {
  /** Gives a command and waits until it is done; the moment of its writing, on the machine's monotonic clock. */
  give(command: string): Promise<bigint>;
  /** Resolves when it shows that it is armed and heard. */
  untilBlue(): Promise<void>;
  stop(): Promise<void>;
}

export interface TwinChoice {
  device: string;
  /** 64 hex digits. */
  secret: string;
  /** Where it keeps its files; its serial port is `tty` there. */
  folder: string;
  /** The engine's address; without one there is the serial port alone. */
  lan?: string;
}

export function buildTwin(): void {
  try {
    execFileSync('make', ['-C', firmware, 'twin'], { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    throw new Error('the button cannot be built: g++, make and libssl-dev are needed');
  }
}

export async function startTwin(
  { children }: Bench,
  { device, secret, folder, lan }: TwinChoice,
): Promise<TwinProcess> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const args = ['--device', device, '--nvs', at('nvs'), '--control', at('control'), '--usb-link', at('tty')];
  args.push('--boot-ms', '20', '--json', '--no-stdin', '--secret-env', 'TWIN_SECRET');
  if (lan !== undefined) args.push('--lan', lan);
  const child = children.spawn(join(firmware, 'build/twin'), args, { env: { ...process.env, TWIN_SECRET: secret } });
  const control = await openControl(at('control'));
  const answers = createInterface({ input: control })[Symbol.asyncIterator]();
  const ask = async (command: string) => {
    const sentNs = process.hrtime.bigint();
    control.write(`${command}\n`);
    const { value } = await within(answers.next(), patience.buttonMs, `the button’s ${command}`);
    return { sentNs, answer: String(value) };
  };
  return {
    async give(command) {
      const { sentNs, answer } = await ask(command);
      if (!/\bok\b/.test(answer)) throw new Error(`the button answered ${command} with ${answer}`);
      return sentNs;
    },
    untilBlue: () =>
      until('a blue light', async () => /"led":"blue"/.test((await ask('state')).answer), patience.settleMs, 50),
    async stop() {
      control.destroy();
      await children.stop(child);
    },
  };
}

/** Its socket has a name a moment before anybody listens there. */
async function openControl(path: string): Promise<Socket> {
  const open: Socket[] = [];
  const tryOnce = async () => {
    const socket = connect(path);
    await once(socket, 'connect').then(
      () => open.push(socket),
      () => undefined,
    );
    return open.length > 0;
  };
  await until('the button', tryOnce, patience.startMs, 10);
  const [control] = open;
  if (control === undefined) throw new Error('the button has no socket');
  return control;
}
