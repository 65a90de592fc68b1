import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { until } from './http.ts';

const programs = [
  '/usr/bin/Xvfb',
  '/usr/bin/dbus-daemon',
  '/usr/bin/dbus-send',
  '/usr/bin/dunst',
  '/usr/bin/notify-send',
];
export const hasNotificationDaemon = programs.every(existsSync);
export const noNotificationDaemon = 'no notification daemon: Debian’s dunst, libnotify-bin, dbus and xvfb are needed';

/** A notification as the daemon has it, which it has put on its screen. */
export interface ShownNotice {
  app: string;
  title: string;
  /** As it came over the bus: markup. */
  body: string;
  urgency: string;
  /** It goes away by itself. */
  passes: boolean;
}

export interface NotificationDaemon {
  /** For whoever is to find it. */
  env: Record<string, string>;
  shown(): ShownNotice[];
  /** What the daemon said of markup that it could not read. */
  complaints(): string;
  stop(): Promise<void>;
}

/** Run by dunst for each notification that it shows; the fields end with a zero byte each, which no field can hold. */
const recorder = `#!/bin/sh
printf '%s\\0%s\\0%s\\0%s\\0%s\\0' "$DUNST_APP_NAME" "$DUNST_SUMMARY" "$DUNST_BODY" "$DUNST_URGENCY" "$DUNST_TIMEOUT" >> "$RECORD"
`;
const fields = 5;

/** A desktop as far as notifications go: a screen in memory, a session bus of its own, and dunst. */
export async function startNotificationDaemon(folder: string): Promise<NotificationDaemon> {
  mkdirSync(folder, { recursive: true });
  const record = join(folder, 'shown');
  const script = join(folder, 'record.sh');
  const config = join(folder, 'dunstrc');
  writeFileSync(record, '');
  writeFileSync(script, recorder);
  chmodSync(script, 0o755);
  writeFileSync(config, `[record]\n  summary = "*"\n  script = ${script}\n`);

  const screen = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '800x600x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const display = await firstLine(screen, screen.stdio[3] as Readable);
  const env = { DISPLAY: `:${display}`, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus, bus.stdout) };
  const daemon = spawn('dunst', ['-conf', config, '-verbosity', 'info'], {
    env: { ...process.env, ...env, RECORD: record },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [daemon.stdout, daemon.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  await isOnBus(env);
  return {
    env,
    shown: () => readShown(record),
    complaints: () =>
      said
        .split('\n')
        .filter((line) => /markup/i.test(line))
        .join('\n'),
    async stop() {
      for (const child of [daemon, bus, screen]) await ended(child);
    },
  };
}

function readShown(record: string): ShownNotice[] {
  const words = readFileSync(record, 'utf8').split('\0');
  return Array.from({ length: Math.floor(words.length / fields) }, (_, index) => {
    const [app = '', title = '', body = '', urgency = '', timeout = ''] = words.slice(index * fields);
    return { app, title, body, urgency, passes: timeout !== '0' };
  });
}

async function firstLine(child: ChildProcess, stream: Readable): Promise<string> {
  const [line] = await Promise.race([
    once(createInterface(stream), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${child.spawnfile} ended at once`))),
  ]);
  return line as string;
}

/** Waits until the bus knows somebody who shows notifications. */
async function isOnBus(env: Record<string, string>): Promise<void> {
  const question = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.Notifications'];
  const args = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', ...question];
  const ask = () => promisify(execFile)('dbus-send', args, { env: { ...process.env, ...env } });
  await until(ask, ({ stdout }) => stdout.includes('boolean true'));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
