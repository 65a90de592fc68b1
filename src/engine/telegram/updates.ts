import * as z from 'zod';
import { telegramLimits } from './limits.ts';
import type { Said } from './talk.ts';

const User = z.object({ id: z.int() });
const Chat = z.object({ id: z.int(), type: z.string() });

/** What is read of an update; whatever else is in it is left alone. */
const Update = z.object({
  update_id: z.int().nonnegative(),
  message: z
    .object({
      from: User,
      chat: Chat,
      date: z.number(),
      text: z.string(),
      forward_origin: z.unknown(),
      forward_date: z.unknown(),
      via_bot: z.unknown(),
    })
    .partial({ forward_origin: true, forward_date: true, via_bot: true })
    .optional()
    .catch(undefined),
  callback_query: z
    .object({ id: z.union([z.string(), z.number()]).transform(String), from: User, data: z.string() })
    .optional()
    .catch(undefined),
});
export type Update = z.infer<typeof Update>;

/** The updates of an answer, in order. What has no number of its own is no update, and is left out. */
export function updatesIn(answer: readonly unknown[]): Update[] {
  return answer.slice(0, telegramLimits.batch).flatMap((raw) => {
    const parsed = Update.safeParse(raw);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The number from which on the next question asks: above every one that has come. */
export function offsetAfter(offset: number, updates: readonly Update[]): number {
  return updates.reduce((highest, { update_id }) => Math.max(highest, update_id + 1), offset);
}

/**
 * Whom an update is from, and what it says. `stranger`: nothing is done or answered, and the journal gets a row; neither name nor
 * words of theirs are kept. `sentAtMs`: by Telegram's clock, null for a button, which says only that it was pressed. `borrowed`:
 * the words are somebody else's, forwarded or put in by another bot, and command nothing.
 */
export type Admitted =
  | { who: 'allowed'; said: Said; sentAtMs: number | null; callbackId: string | null; borrowed: boolean }
  | { who: 'stranger'; user: number; what: 'message' | 'button'; why: string }
  | { who: 'nobody' };

/** Words count in a private chat alone, where nobody else can write in somebody's name or read along. */
export function admitted({ message, callback_query: query }: Update, allowed: readonly number[]): Admitted {
  if (message) {
    const user = message.from.id;
    if (!allowed.includes(user)) return { who: 'stranger', user, what: 'message', why: notAllowed };
    if (message.chat.type !== 'private' || message.chat.id !== user) {
      return { who: 'stranger', user, what: 'message', why: 'commands count in a private chat alone' };
    }
    const said: Said = { kind: 'text', user, text: message.text };
    const borrowed = [message.forward_origin, message.forward_date, message.via_bot].some((mark) => mark !== undefined);
    return { who: 'allowed', said, sentAtMs: message.date * 1_000, callbackId: null, borrowed };
  }
  if (query) {
    const user = query.from.id;
    if (!allowed.includes(user)) return { who: 'stranger', user, what: 'button', why: notAllowed };
    const said: Said = { kind: 'button', user, data: query.data };
    return { who: 'allowed', said, sentAtMs: null, callbackId: query.id, borrowed: false };
  }
  return { who: 'nobody' };
}

const notAllowed = 'not one of allowedUserIds';

/** Whether a message is so old that it is about a world that is gone. */
export function isLate(sentAtMs: number | null, wallMs: number): boolean {
  return sentAtMs !== null && wallMs - sentAtMs > telegramLimits.lateAfterMs;
}
