import { mendReason } from '../switch/signal.ts';
import type { Button } from './bot-api.ts';
import { telegramLimits } from './limits.ts';
import { say, type Talk, type Talks, type Turn, type World, withTalk } from './talk.ts';

/** Asks once. Whatever else was going on with this person is dropped: a kill goes before. */
export function askKill(talks: Talks, { user, reason }: { user: number; reason: string }, world: World): Turn {
  const { nonce } = world.fresh;
  const mended = mendReason(reason);
  const talk: Talk = { step: 'kill_asked', nonce, reason: mended, untilMs: world.nowMs + telegramLimits.killAskedMs };
  const lines = [
    `${world.paper ? 'PAPER' : 'LIVE'} · Kill?`,
    `This cancels every order and closes every position at ${world.brokers.join(', ')}, and halts every bot.`,
    `Reason: ${mended}`,
    `The button is good for ${telegramLimits.killAskedMs / 1_000} s.`,
  ];
  return {
    talks: withTalk(talks, user, talk),
    effects: [{ kind: 'say', user, text: lines.join('\n'), buttons: buttonsFor(nonce) }],
  };
}

function buttonsFor(nonce: string): readonly Button[] {
  return [
    { text: 'KILL', data: `kill:${nonce}` },
    { text: 'No', data: `no:${nonce}` },
  ];
}

/** Which of the two buttons was pressed; null when it was neither. */
export function killButtonOf(data: string): { pressed: 'kill' | 'no'; nonce: string } | null {
  const [, pressed, nonce = ''] = /^(kill|no):([\w-]{1,40})$/.exec(data) ?? [];
  if (pressed === undefined) return null;
  return { pressed: pressed === 'kill' ? 'kill' : 'no', nonce };
}

export function pressKill(
  talks: Talks,
  talk: Talk | null,
  { user, pressed, nonce }: { user: number; pressed: 'kill' | 'no'; nonce: string },
): Turn {
  if (talk?.step !== 'kill_asked' || talk.nonce !== nonce) {
    const lines = ['That button is no longer good: it lapsed, or was pressed before.', 'To kill, send /kill REASON.'];
    return { talks, effects: [say(user, ...(pressed === 'kill' ? lines : ['Nothing was done.']))] };
  }
  const after = withTalk(talks, user, null);
  if (pressed === 'no') return { talks: after, effects: [say(user, 'Nothing was done.')] };
  return { talks: after, effects: [{ kind: 'kill', user, reason: talk.reason }] };
}
