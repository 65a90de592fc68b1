import type { Api } from 'grammy';
import type { InlineKeyboardButton } from 'grammy/types';
import { webClientFor } from '../http-or-https.ts';
import { type GrammyModule, loadGrammy } from './grammy.ts';
import { telegramLimits } from './limits.ts';
import { type Grammy, type Trouble, troubleOf } from './trouble.ts';

/** A button under a message. `data` comes back when it is pressed: at most 64 bytes. */
export interface Button {
  text: string;
  data: string;
}

export interface Outgoing {
  chatId: number | string;
  /** Plain text, without any mark-up that somebody's words could break or abuse. */
  text: string;
  /** In one row. */
  buttons?: readonly Button[];
  /** Delivered without a sound. */
  silent?: boolean;
}

export type Told<T> = { ok: true; value: T } | { ok: false; trouble: Trouble };

/** What Scram uses of Telegram's Bot API. Nothing here throws, waits longer than its limit, or lets the token out. */
export interface BotApi {
  /** What has come in from `offset` on, after at most `waitMs`; as it came, to be checked. */
  updates(offset: number, waitMs: number, signal: AbortSignal): Promise<Told<unknown[]>>;
  send(message: Outgoing, signal: AbortSignal): Promise<Told<undefined>>;
  /** Ends the waiting sign on a pressed button. */
  answerButton(callbackId: string, text: string, signal: AbortSignal): Promise<Told<undefined>>;
  /** Puts the commands into the menu of the chat. */
  nameCommands(commands: readonly { command: string; description: string }[], signal: AbortSignal): Promise<void>;
  /** The bot's own name, without the @. */
  whoAmI(signal: AbortSignal): Promise<Told<string>>;
  /** Whether the chat is there and the bot is in it. */
  seesChat(chatId: number | string, signal: AbortSignal): Promise<Told<undefined>>;
  dispose(): void;
}

/** What BotFather gives: the bot's number, a colon, and the secret. */
export function isToken(text: string): boolean {
  return /^\d{1,20}:[\w-]{10,100}$/.test(text);
}

interface Client {
  raw: Api['raw'];
  grammy: Grammy;
}

export interface BotApiOptions {
  token: string;
  /** With or without a slash at the end. */
  baseUrl: string;
  load?: () => Promise<GrammyModule>;
}

/** Connects to nothing, and loads the client's code with the first call; a load that failed is tried again by the next one. */
export function botApi({ token, baseUrl, load = loadGrammy }: BotApiOptions): BotApi {
  const apiRoot = baseUrl.replace(/\/+$/, '');
  const { Agent } = webClientFor(new URL(apiRoot));
  const agent = new Agent({ keepAlive: true, maxSockets: telegramLimits.sockets });
  // An answer is never fetched from another address: the token is part of ours.
  const baseFetchConfig = { agent, size: telegramLimits.answerBytes, redirect: 'error' as const };
  let loaded: Promise<Client> | null = null;
  async function newClient(): Promise<Client> {
    const grammy = await load();
    return { grammy, raw: new grammy.Api(token, { apiRoot, baseFetchConfig }).raw };
  }

  /** null where it can't be had now. */
  async function client(): Promise<Client | null> {
    loaded ??= newClient();
    const mine = loaded;
    try {
      return await mine;
    } catch {
      if (loaded === mine) loaded = null;
      return null;
    }
  }

  /** grammY's errors carry the address, and with it the token: none of them leaves this function. */
  async function ask<T>(waitMs: number, signal: AbortSignal, call: Call<T>): Promise<Told<T>> {
    const until = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
    if (until.aborted) return { ok: false, trouble: { kind: 'passing', words: 'there was no time left' } };
    const had = await client();
    if (had === null) return { ok: false, trouble: { kind: 'passing', words: notLoaded } };
    try {
      return { ok: true, value: await call(had.raw, until as Signal) };
    } catch (error) {
      return { ok: false, trouble: troubleOf(error, until.aborted, had.grammy) };
    }
  }
  const { callMs } = telegramLimits;
  const nothing = async (asked: Promise<Told<unknown>>): Promise<Told<undefined>> => {
    const told = await asked;
    return told.ok ? { ok: true, value: undefined } : told;
  };

  return {
    async updates(offset, waitMs, signal) {
      const wanted = {
        offset,
        limit: telegramLimits.batch,
        timeout: Math.round(waitMs / 1_000),
        allowed_updates: ['message', 'callback_query'] as const,
      };
      const told = await ask(waitMs + telegramLimits.pollGraceMs, signal, (raw, until) =>
        raw.getUpdates(wanted, until),
      );
      if (!told.ok || Array.isArray(told.value)) return told;
      return { ok: false, trouble: { kind: 'passing', words: 'its answer can’t be understood' } };
    },
    send: ({ chatId, text, buttons, silent }, signal) =>
      nothing(
        ask(callMs, signal, (raw, until) =>
          raw.sendMessage(
            {
              chat_id: chatId,
              text,
              link_preview_options: { is_disabled: true },
              ...(silent && { disable_notification: true }),
              ...(buttons && { reply_markup: { inline_keyboard: [buttons.map(inlineButton)] } }),
            },
            until,
          ),
        ),
      ),
    answerButton: (callbackId, text, signal) =>
      nothing(
        ask(callMs, signal, (raw, until) => raw.answerCallbackQuery({ callback_query_id: callbackId, text }, until)),
      ),
    async nameCommands(commands, signal) {
      await ask(callMs, signal, (raw, until) =>
        raw.setMyCommands({ commands, scope: { type: 'all_private_chats' } }, until),
      );
    },
    async whoAmI(signal) {
      const told = await ask(callMs, signal, (raw, until) => raw.getMe(until));
      return told.ok ? { ok: true, value: nameIn(told.value) } : told;
    },
    seesChat: (chatId, signal) => nothing(ask(callMs, signal, (raw, until) => raw.getChat({ chat_id: chatId }, until))),
    dispose: () => agent.destroy(),
  };
}

const notLoaded =
  'the code that speaks to it can’t be loaded (if that lasts, install Scram again and restart the engine)';

/** grammY names the type of a package that stands in for Node's own; they are the same to it. */
type Signal = Exclude<Parameters<Api['raw']['getMe']>[0], undefined>;
type Call<T> = (raw: Api['raw'], until: Signal) => Promise<T>;

function inlineButton({ text, data }: Button): InlineKeyboardButton.CallbackButton {
  return { text, callback_data: data };
}

function nameIn(me: unknown): string {
  const name = typeof me === 'object' && me !== null && 'username' in me ? me.username : null;
  return typeof name === 'string' && /^\w{1,64}$/.test(name) ? name : 'a bot without a name';
}
