import type { HoldLevel } from '../../shared/api/bots.ts';
import { messageOf } from '../../shared/errors.ts';
import { type BotAdapter, type BotCheck, oneLine, type Seen } from './adapter.ts';
import { asFirstStep } from './first-step.ts';
import { botLimits } from './limits.ts';
import { runProgram } from './run-program.ts';

export interface CommandBotOptions {
  name: string;
  halt: readonly string[];
  /** null: halted where it would be paused. */
  pause: readonly string[] | null;
  resume: readonly string[] | null;
  check: readonly string[] | null;
  /** What one call may take: of it the check before an order gets a small part. */
  callTimeoutMs: number;
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

/** What came of an order: whether its program ended well, and its words. */
interface Ordered {
  isTaken: boolean;
  words: string;
}

/** Programs of the operator, as lists of arguments that no shell reads. Without `check` an order that went well is only that. */
export function commandBot(options: CommandBotOptions): BotAdapter {
  const checkMs = Math.min(botLimits.firstCheckMs, options.callTimeoutMs * botLimits.firstStepPart);
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
  const order = async (action: string, line: readonly string[], signal: AbortSignal): Promise<Ordered> => {
    try {
      const { code, output } = await run(action, line, signal);
      const said = colon(lastLine(output));
      if (code === 0) return { isTaken: true, words: `${line[0]} ended well${said}` };
      return { isTaken: false, words: `${line[0]} ended with ${code ?? 'a signal'}${said}` };
    } catch (error) {
      return { isTaken: false, words: messageOf(error) };
    }
  };
  return {
    look,
    drive: async (to, _order, signal) => {
      const seen = await asFirstStep(checkMs, signal, look);
      if (isThere(seen, to)) return seen;
      const [action, line] =
        to === 'pause' && options.pause !== null ? ['pause', options.pause] : ['halt', options.halt];
      const ordered = await order(action, line, signal);
      const after = await look(signal);
      // An order may also fail because the bot is there already, which a check that was cut off could not say before it.
      return isThere(after, to) ? after : seenAfter(ordered, after);
    },
    resume: async (signal) => {
      if (options.resume === null) return look(signal);
      const ordered = await order('resume', options.resume, signal);
      return ordered.isTaken ? seenAfter(ordered, await look(signal)) : { is: 'unreadable', words: ordered.words };
    },
    preflight: async (signal) => preflightOf(await look(signal), options),
  };
}

function isThere({ is }: Seen, to: HoldLevel): boolean {
  return is === 'halted' || (is === 'paused' && to === 'pause');
}

/** What is known after an order: what the check says; how the order went where that says nothing. */
function seenAfter({ isTaken, words }: Ordered, after: Seen): Seen {
  if (!isTaken) return { is: 'unreadable', words };
  if (after.is === 'unchecked') return { is: 'told', words: `${words}; ${after.words}` };
  return after.is === 'unreadable' ? { is: 'unreadable', words: `${words}; ${after.words}` } : after;
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
