import type { TelegramConfig } from '../../../shared/alerts-config.ts';
import { type BotApi, botApi, isToken, type Told } from '../../telegram/bot-api.ts';
import type { Trouble } from '../../telegram/trouble.ts';
import type { Channel, ChannelCheck, Delivery } from '../channel.ts';
import { telegramMessage } from './format.ts';

export interface TelegramChannelOptions {
  name: string;
  settings: TelegramConfig;
  token: string;
}

/**
 * Alerts as messages of a bot. Telegram takes no idempotency key: an attempt whose answer was lost may arrive twice. The client's
 * code is loaded with the first message.
 */
export function telegramChannel({ name, settings, token }: TelegramChannelOptions): Channel {
  const { chatId, baseUrl, allowedUserIds } = settings;
  const api = botApi({ token, baseUrl });
  return {
    name,
    kind: 'telegram',
    async send(message, { signal }) {
      if (!isToken(token)) return { kind: 'failed', permanent: true, words: noToken };
      const outgoing = telegramMessage(message, { chatId, buttons: allowedUserIds.length > 0 });
      return deliveryOf(await api.send(outgoing, signal));
    },
    async check(signal) {
      if (!isToken(token)) return { kind: 'bad', words: noToken, nextAction: tokenAction };
      return checkOf(api, chatId, signal);
    },
    dispose: () => api.dispose(),
  };
}

const noToken = 'the token is not one of Telegram’s';
const tokenAction = 'Take the token from @BotFather, as it is, and restart the engine (docs/telegram.md).';

function deliveryOf(told: Told<undefined>): Delivery {
  if (told.ok) return { kind: 'sent', words: 'Telegram has taken it' };
  const { kind, words, retryAfterMs } = told.trouble;
  const permanent = kind === 'bad_token' || kind === 'refused';
  return { kind: 'failed', permanent, words, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

async function checkOf(api: BotApi, chatId: number | string, signal: AbortSignal): Promise<ChannelCheck> {
  const me = await api.whoAmI(signal);
  if (!me.ok) return { kind: 'bad', words: me.trouble.words, nextAction: nextActionOf(me.trouble) };
  const seen = await api.seesChat(chatId, signal);
  if (!seen.ok) return { kind: 'bad', words: seen.trouble.words, nextAction: chatAction };
  return { kind: 'good', words: `@${me.value} is known, and sees the chat` };
}

const chatAction = 'Open the chat with the bot, press Start, and check chatId (docs/telegram.md).';

function nextActionOf({ kind }: Trouble): string {
  return kind === 'bad_token' ? tokenAction : 'Check the network, and baseUrl if it is set.';
}
