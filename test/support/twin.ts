import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const firmware = new URL('../../firmware', import.meta.url).pathname;

export const twinDevice = '1a2b3c4d';
export const twinSecret = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('hex');

/** What the twin says of itself on `state`; the parts that tests look at. */
export interface TwinState {
  event: string;
  headline: string;
  led: string;
  press: string;
  paths: Record<string, { mark: string } | undefined>;
}

export interface TwinOptions {
  folder: string;
  /** `http://127.0.0.1:PORT` of the engine; none without. */
  lan?: string | undefined;
  vm?: string | undefined;
  /** null: waits to be paired. */
  secret?: string | null;
  bootMs?: number;
  device?: string;
  /** What it is started by, such as `ip netns exec NAME`, which becomes it. */
  by?: readonly string[];
}

/** The button as a process: the firmware's own objects on a pseudo-terminal and sockets. */
export class Twin {
  readonly usbPath: string;
  private readonly child: ChildProcess;
  private readonly control: Socket;
  private readonly answers: AsyncIterableIterator<string>;

  private constructor(child: ChildProcess, usbPath: string, control: Socket) {
    this.child = child;
    this.usbPath = usbPath;
    this.control = control;
    this.answers = createInterface({ input: control })[Symbol.asyncIterator]();
  }

  static async start({
    folder,
    lan,
    vm,
    secret = twinSecret,
    bootMs = 20,
    device = twinDevice,
    by = [],
  }: TwinOptions): Promise<Twin> {
    const usbPath = join(folder, 'tty');
    const controlPath = join(folder, 'control');
    const args = ['--device', device, '--nvs', join(folder, 'nvs'), '--control', controlPath, '--usb-link', usbPath];
    args.push('--boot-ms', String(bootMs), '--json', '--no-stdin');
    if (secret !== null) args.push('--secret-env', 'TWIN_SECRET');
    if (lan) args.push('--lan', lan);
    if (vm) args.push('--vm', vm);
    const env = { ...process.env, ...(secret !== null && { TWIN_SECRET: secret }) };
    const [program = '', ...line] = [...by, join(firmware, 'build/twin'), ...args];
    const child = spawn(program, line, { stdio: ['ignore', 'pipe', 'inherit'], env });
    await once(child.stdout, 'data');
    // What it prints from here on is not read: a full pipe would stop it.
    child.stdout.resume();
    const control = connect(controlPath);
    await once(control, 'connect');
    return new Twin(child, usbPath, control);
  }

  async ask(command: string): Promise<string> {
    this.control.write(`${command}\n`);
    const { value } = await this.answers.next();
    return String(value);
  }

  /** Gives a command and expects it to be done. */
  async do(command: string): Promise<void> {
    const answer = await this.ask(command);
    if (!/\bok\b/.test(answer)) throw new Error(`twin, ${command}: ${answer}`);
  }

  async state(): Promise<TwinState> {
    return JSON.parse(await this.ask('state')) as TwinState;
  }

  async stop(): Promise<void> {
    this.control.destroy();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** Builds the twin if its sources are newer; throws with the compiler's words. */
export function buildTwin(): void {
  execFileSync('make', ['-C', firmware, 'twin'], { stdio: 'pipe' });
}
