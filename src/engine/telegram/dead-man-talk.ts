import { telegramLimits } from './limits.ts';
import { isReason, reasonRule } from './reset-talk.ts';
import { say, type Talk, type Talks, type Turn, type World, withTalk } from './talk.ts';

/** The reset of the dead man's switch: why, and then a phrase that is another one each time, typed by whoever is awake. */
export function beginDeadManReset(talks: Talks, user: number, { deadMan, nowMs }: World): Turn {
  if (deadMan.state !== 'triggered') return { talks: withTalk(talks, user, null), effects: [say(user, notTriggered)] };
  const talk: Talk = { step: 'dead_man_reason', seen: deadMan.run, untilMs: nowMs + telegramLimits.reasonMs };
  return {
    talks: withTalk(talks, user, talk),
    effects: [{ kind: 'status', user }, say(user, 'Why is it safe to let the bots trade again?', reasonRule)],
  };
}

const notTriggered = "The dead man's switch has not triggered: there is nothing to reset. /checkin is enough.";

type Reply = { user: number; text: string };

export function hearDeadManReason(
  talks: Talks,
  talk: Talk & { step: 'dead_man_reason' },
  { user, text }: Reply,
  world: World,
): Turn {
  if (isOvertaken(talk, world)) return gone(talks, user);
  if (!isReason(text)) return { talks, effects: [say(user, 'That does not say enough, or too much.', reasonRule)] };
  const { phrase } = world.fresh;
  const next: Talk = {
    step: 'dead_man_phrase',
    seen: talk.seen,
    reason: text,
    phrase,
    wrong: 0,
    untilMs: world.nowMs + telegramLimits.phraseMs,
  };
  const lines = [`Type this, within ${telegramLimits.phraseMs / 60_000} minutes:`, phrase, '/cancel drops it.'];
  return { talks: withTalk(talks, user, next), effects: [say(user, ...lines)] };
}

export function hearDeadManPhrase(
  talks: Talks,
  talk: Talk & { step: 'dead_man_phrase' },
  { user, text }: Reply,
  world: World,
): Turn {
  if (isOvertaken(talk, world)) return gone(talks, user);
  if (sameWords(text, talk.phrase)) {
    return { talks: withTalk(talks, user, null), effects: [{ kind: 'reset_dead_man', user, reason: talk.reason }] };
  }
  const wrong = talk.wrong + 1;
  const isOver = wrong >= telegramLimits.wrongTries;
  const next = isOver ? 'Nothing was reset. Begin again with /deadman_reset.' : `Type: ${talk.phrase}`;
  return {
    talks: withTalk(talks, user, isOver ? null : { ...talk, wrong }),
    effects: [say(user, 'Those are not the words.', next)],
  };
}

function isOvertaken({ seen }: { seen: string }, { deadMan }: World): boolean {
  return deadMan.state !== 'triggered' || deadMan.run !== seen;
}

function gone(talks: Talks, user: number): Turn {
  return {
    talks: withTalk(talks, user, null),
    effects: [say(user, "The dead man's switch has been reset since: see /status.")],
  };
}

/** A phone writes the first letter large, and puts a blank behind a word. */
function sameWords(typed: string, phrase: string): boolean {
  return typed.trim().toLowerCase().split(/\s+/).join(' ') === phrase;
}
