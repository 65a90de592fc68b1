import type { HoldLevel } from '../../shared/api/bots.ts';
import { type BotAdapter, type BotCheck, messageOf, oneLine, type Seen } from './adapter.ts';
import { botLimits } from './limits.ts';
import { runProgram } from './run-program.ts';

export interface CommandBotOptions {
  name: string;
  halt: readonly string[];
  /** null: halted where it would be paused. */
  pause: readonly string[] | null;
  resume: readonly string[] | null;
  check: readonly string[] | null;
  /** Of the engine; the commands get the few variables below and nothing else. */
  env: Record<string, string | undefined>;
}

/** What service managers and containers need to be reached; no variable of ours, and so no secret, is handed on. */
const handedOn = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
];

/** Exit status of `systemctl is-active` for a unit that is not there (LSB), which it calls inactive all the same. */
const noSuchUnit = 4;

/** Words of a check, beside its own three: those of `systemctl is-active` and of `docker inspect -f {{.State.Status}}`. */
const states: Record<string, 'running' | 'paused' | 'halted'> = {
  running: 'running',
  active: 'running',
  activating: 'running',
  reloading: 'running',
  deactivating: 'running',
  restarting: 'running',
  paused: 'paused',
  halted: 'halted',
  stopped: 'halted',
  inactive: 'halted',
  failed: 'halted',
  exited: 'halted',
  created: 'halted',
  dead: 'halted',
};

/** Programs of the operator, as lists of arguments that no shell reads. Without `check` an order that went well is only that. */
export function commandBot(options: CommandBotOptions): BotAdapter {
  const run = (action: string, line: readonly string[], signal: AbortSignal) => {
    const env = Object.fromEntries(handedOn.map((name) => [name, options.env[name]]));
    return runProgram(
      line,
      { env: { ...env, SCRAM_BOT: options.name, SCRAM_ACTION: action }, outputBytes: botLimits.commandOutputBytes },
      signal,
    );
  };
  const look = async (signal: AbortSignal): Promise<Seen> => {
    if (options.check === null) return { is: 'unchecked', words: 'no check is configured' };
    try {
      return judgeCheck(await run('check', options.check, signal));
    } catch (error) {
      return { is: 'unreadable', words: `its check failed: ${messageOf(error)}` };
    }
  };
  const order = async (action: string, line: readonly string[], signal: AbortSignal): Promise<Seen> => {
    try {
      const { code, output } = await run(action, line, signal);
      const said = lastLine(output);
      if (code !== 0) return { is: 'unreadable', words: `${line[0]} ended with ${code ?? 'a signal'}${colon(said)}` };
      if (options.check !== null) return await look(signal);
      return { is: 'told', words: `${line[0]} ended well${colon(said)}; no check is configured` };
    } catch (error) {
      return { is: 'unreadable', words: messageOf(error) };
    }
  };
  return {
    look,
    drive: async (to, _order, signal) => {
      const seen = await look(signal);
      if (isThere(seen, to)) return seen;
      const [action, line] =
        to === 'pause' && options.pause !== null ? ['pause', options.pause] : ['halt', options.halt];
      return order(action, line, signal);
    },
    resume: (signal) => {
      if (options.resume !== null) return order('resume', options.resume, signal);
      return look(signal);
    },
    preflight: async (signal) => preflightOf(await look(signal), options),
  };
}

function isThere({ is }: Seen, to: HoldLevel): boolean {
  return is === 'halted' || (is === 'paused' && to === 'pause');
}

function judgeCheck({ code, output }: { code: number | null; output: string }): Seen {
  const said = lastLine(output);
  const is = states[said.toLowerCase()];
  if (code === noSuchUnit) return { is: 'unreadable', words: `its check knows no such unit${colon(said)}` };
  if (is !== undefined) return { is, words: `its check says ${said}` };
  const ended = code === 0 ? '' : ` and ended with ${code ?? 'a signal'}`;
  return { is: 'unreadable', words: `its check said "${said}"${ended}, which is none of its words` };
}

function preflightOf(seen: Seen, { halt, check, pause }: CommandBotOptions): BotCheck {
  const line = halt.join(' ');
  if (check === null) {
    const sentence = `would be told by "${line}", and nothing would show whether it obeys.`;
    return { status: 'warn', sentence, nextAction: 'Add a "check".' };
  }
  if (seen.is === 'unreadable') {
    return {
      status: 'fail',
      sentence: `${seen.words}.`,
      nextAction: 'Run the check by hand; see docs/bots.md for its words.',
    };
  }
  const instead = pause === null ? ', also where it would be paused' : '';
  return { status: 'pass', sentence: `${seen.words}; would be told by "${line}"${instead}.`, nextAction: '' };
}

function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  return oneLine(line, botLimits.wordsCharacters);
}

function colon(said: string): string {
  return said === '' ? '' : `: ${said}`;
}
