import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../http.ts';

/** One step of a bot: `orderId` is null when the gate let nothing in. `atMs` is the wall clock before the gate was asked. */
export interface Tick {
  tick: number;
  atMs: number;
  orderId: string | null;
}

export interface Halt {
  halt: string;
  atMs: number;
}

/** A bot in a process of its own, and what it has said so far. */
export interface Bot {
  name: string;
  ticks: Tick[];
  halts: Halt[];
  child: ChildProcess;
}

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const programs: Record<string, [string, string]> = {
  'node-bot': [process.execPath, at('node-bot.ts')],
  'python-bot': ['python3', at('python_bot.py')],
};

/** A Node bot and a Python bot that trade on the paper exchange behind the gate, a step every `tickMs`. */
export function startBots(devicePort: number, venueUrl: string, tickMs: number): Bot[] {
  return Object.entries(programs).map(([name, [program, script]]) => {
    const args = [script, `http://127.0.0.1:${devicePort}`, venueUrl, String(tickMs)];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const bot: Bot = { name, child, ticks: [], halts: [] };
    createInterface(child.stdout).on('line', (line) => {
      const said = JSON.parse(line) as Tick | Halt;
      if ('halt' in said) bot.halts.push(said);
      else bot.ticks.push(said);
    });
    return bot;
  });
}

/** Resolves when each bot has traded in `ticks` further steps. */
export async function untilTrading(bots: readonly Bot[], ticks: number): Promise<void> {
  await Promise.all(
    bots.map((bot) => {
      const from = bot.ticks.length;
      return until(
        async () => bot.ticks.slice(from).filter(({ orderId }) => orderId !== null).length,
        (traded) => traded >= ticks,
      );
    }),
  );
}

/** Resolves when each bot's last `ticks` steps were all turned away. */
export async function untilStopped(bots: readonly Bot[], ticks: number): Promise<void> {
  await Promise.all(
    bots.map((bot) =>
      until(
        async () => bot.ticks.slice(-ticks),
        (last) => last.length === ticks && last.every(({ orderId }) => orderId === null),
      ),
    ),
  );
}

/** The first step at or after `fromMs` that the gate let in. */
export function firstTradeSince(bot: Bot, fromMs: number): Tick | undefined {
  return bot.ticks.find(({ orderId, atMs }) => orderId !== null && atMs >= fromMs);
}
