import { assertNever } from '../../shared/assert-never.ts';
import { acknowledgeData } from '../alerts/telegram/format.ts';
import { type Command, commandIn, helpText } from './commands.ts';
import { beginDeadManReset, hearDeadManPhrase, hearDeadManReason } from './dead-man-talk.ts';
import { askKill, killButtonOf, pressKill } from './kill-talk.ts';
import { beginReset, hearCode, hearResetReason } from './reset-talk.ts';
import { type Said, say, type Talk, type Talks, type Turn, type World, withTalk } from './talk.ts';

/**
 * What a message does. Pure: the same talks, words and world give the same turn. A check-in is one message, and a status; a kill
 * asks once; the two resets are conversations with a different thing to type each time, so that nothing that repeats itself can
 * clear a latch. A check-in or a status in between does not disturb a conversation.
 */
export function hear(talks: Talks, said: Said, world: World): Turn {
  const current = alive(talks, said.user, world.nowMs);
  if (said.kind === 'button') return press(talks, current, said);
  const command = commandIn(said.text);
  if (command !== null) return obey(talks, said.user, command, world);
  if (current === null) return { talks, effects: [say(said.user, unknownText(talks, said.user))] };
  return answer(talks, current, { user: said.user, text: said.text.trim() }, world);
}

/** The person's talk, unless it has lapsed. */
function alive(talks: Talks, user: number, nowMs: number): Talk | null {
  const talk = talks.byUser.get(user) ?? null;
  return talk !== null && nowMs < talk.untilMs ? talk : null;
}

function unknownText(talks: Talks, user: number): string {
  return talks.byUser.has(user) ? `That came too late: nothing was done.\n${helpText}` : helpText;
}

function press(talks: Talks, current: Talk | null, { user, data }: Said & { kind: 'button' }): Turn {
  if (data === acknowledgeData) return { talks, effects: [{ kind: 'acknowledge', user }] };
  const button = killButtonOf(data);
  if (button === null) return { talks, effects: [] };
  return pressKill(talks, current, { user, ...button });
}

function obey(talks: Talks, user: number, command: Command, world: World): Turn {
  switch (command.name) {
    case 'status':
      return { talks, effects: [{ kind: 'status', user }] };
    case 'checkin':
      return { talks, effects: [{ kind: 'check_in', user }] };
    case 'kill':
      return askKill(talks, { user, reason: command.rest }, world);
    case 'reset':
      return beginReset(talks, user, world);
    case 'deadman_reset':
      return beginDeadManReset(talks, user, world);
    case 'cancel':
      return { talks: withTalk(talks, user, null), effects: [say(user, 'Dropped. Nothing was done.')] };
    case 'help':
      return { talks, effects: [say(user, helpText)] };
    case 'unknown':
      return { talks, effects: [say(user, 'There is no such command.', helpText)] };
    default:
      return assertNever(command);
  }
}

function answer(talks: Talks, talk: Talk, said: { user: number; text: string }, world: World): Turn {
  switch (talk.step) {
    case 'kill_asked':
      return { talks, effects: [say(said.user, 'A kill waits for its button. /cancel drops it.')] };
    case 'reset_reason':
      return hearResetReason(talks, talk, said, world);
    case 'reset_code':
      return hearCode(talks, talk, said, world);
    case 'dead_man_reason':
      return hearDeadManReason(talks, talk, said, world);
    case 'dead_man_phrase':
      return hearDeadManPhrase(talks, talk, said, world);
    default:
      return assertNever(talk);
  }
}
