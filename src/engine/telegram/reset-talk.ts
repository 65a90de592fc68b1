import { limits } from '../../shared/limits.ts';
import { isMeaningfulReason, leastReason } from '../../shared/reason.ts';
import { sameSecret } from '../http/tokens.ts';
import { telegramLimits } from './limits.ts';
import { say, type Talk, type Talks, type Turn, type World, withTalk } from './talk.ts';

const minutes = (ms: number) => `${ms / 60_000} minutes`;

/**
 * The reset of a kill: why, and then a code that is shown on the page or the command line alone. What stands against it can't be
 * accepted here: names and sizes are to be read on a larger screen than a phone in the dark, and whoever has the code has one.
 */
export function beginReset(talks: Talks, user: number, world: World): Turn {
  const { engaged, against } = world;
  const idle = withTalk(talks, user, null);
  if (engaged === null) {
    return { talks: idle, effects: [say(user, 'The kill switch is not engaged: there is nothing to reset.')] };
  }
  if (against.length > 0) {
    const shown = against.slice(0, telegramLimits.listed).map(({ message }) => `· ${message}`);
    const more = against.length - shown.length;
    const last = more > 0 ? `· and ${more} more` : '';
    return {
      talks: idle,
      effects: [say(user, 'A reset is not possible now:', ...shown, last, elsewhere)],
    };
  }
  const talk: Talk = { step: 'reset_reason', seen: engaged, untilMs: world.nowMs + telegramLimits.reasonMs };
  return {
    talks: withTalk(talks, user, talk),
    effects: [
      { kind: 'status', user },
      say(user, 'Nothing stands against a reset. Why is it safe to trade again?', reasonRule),
    ],
  };
}

/** The code is out: it stands for the kill that is engaged now, and takes the place of an earlier one. null: there is nothing to reset. */
export function withChallenge(talks: Talks, code: string, { engaged, nowMs }: World): Talks | null {
  if (engaged === null) return null;
  return { ...talks, challenge: { code, seen: engaged, untilMs: nowMs + telegramLimits.challengeMs, wrong: 0 } };
}

const elsewhere =
  'What can be accepted is accepted by name on the page, or with "scram reset". It can’t be accepted here.';

export const reasonRule = `Answer with ${leastReason}. /cancel drops it.`;

type Reply = { user: number; text: string };

export function hearResetReason(
  talks: Talks,
  talk: Talk & { step: 'reset_reason' },
  { user, text }: Reply,
  world: World,
): Turn {
  if (talk.seen !== world.engaged) return overtaken(talks, user, world);
  if (!isReason(text)) return { talks, effects: [say(user, 'That does not say enough, or too much.', reasonRule)] };
  const next: Talk = {
    step: 'reset_code',
    seen: talk.seen,
    reason: text,
    wrong: 0,
    untilMs: world.nowMs + telegramLimits.codeMs,
  };
  const lines = [
    'Now the code. It is shown by "scram challenge", and on the page where the reset is.',
    `It is good for ${minutes(telegramLimits.challengeMs)}, and once. /cancel drops it.`,
  ];
  return { talks: withTalk(talks, user, next), effects: [say(user, ...lines)] };
}

export function hearCode(talks: Talks, talk: Talk & { step: 'reset_code' }, { user, text }: Reply, world: World): Turn {
  if (talk.seen !== world.engaged) return overtaken(talks, user, world);
  const { challenge } = talks;
  const isGood =
    challenge !== null &&
    world.nowMs < challenge.untilMs &&
    challenge.seen === talk.seen &&
    sameSecret(bareCode(text), challenge.code);
  if (isGood) {
    const spent = { ...withTalk(talks, user, null), challenge: null };
    return { talks: spent, effects: [{ kind: 'reset', user, reason: talk.reason }] };
  }
  return wrongCode(talks, talk, user);
}

/** A wrong code counts against the conversation, and against the code that is out, whoever guesses. */
function wrongCode(talks: Talks, talk: Talk & { step: 'reset_code' }, user: number): Turn {
  const wrong = talk.wrong + 1;
  const isOver = wrong >= telegramLimits.wrongTries;
  const known = talks.challenge && { ...talks.challenge, wrong: talks.challenge.wrong + 1 };
  const challenge = known !== null && known.wrong < telegramLimits.wrongTries ? known : null;
  const after = { ...withTalk(talks, user, isOver ? null : { ...talk, wrong }), challenge };
  const next = isOver ? 'Nothing was reset. Begin again with /reset.' : 'Get a fresh one with "scram challenge".';
  return { talks: after, effects: [say(user, 'That code is not good: it is wrong, spent or too old.', next)] };
}

/** A kill that has since come in, or a reset from elsewhere: what was seen then is not so any more. */
export function overtaken(talks: Talks, user: number, { engaged }: World): Turn {
  const text =
    engaged === null
      ? 'The kill switch is not engaged any more: there is nothing to reset.'
      : 'A kill signal has come in since: nothing was reset. Look at it (/status), then begin again with /reset.';
  return { talks: withTalk(talks, user, null), effects: [say(user, text)] };
}

export function isReason(text: string): boolean {
  return isMeaningfulReason(text) && text.length <= limits.reasonCharacters;
}

/** As it may come from a phone: `4821 9930`, `4821-9930`. */
function bareCode(text: string): string {
  return text.replace(/[\s-]/g, '');
}
