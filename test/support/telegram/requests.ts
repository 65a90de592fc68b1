import * as z from 'zod';

/**
 * What the methods of Telegram's Bot API take, of those that Scram calls (https://core.telegram.org/bots/api), and what the server
 * says of a request that it does not take. Stricter in two points: a parameter that it doesn't know, which Telegram leaves alone, is
 * a mistake of ours, and characters are counted in UTF-16 units, which finds most of them.
 */
const Text = (max: number) => z.string().max(max);
const ChatId = z.union([z.int(), z.string().regex(/^@\w{4,32}$/)]);

const Button = z.strictObject({
  text: Text(64).min(1, 'Bad Request: text buttons are allowed in inline keyboard only'),
  callback_data: z
    .string()
    .refine((data) => data.length > 0 && Buffer.byteLength(data) <= 64, 'Bad Request: BUTTON_DATA_INVALID'),
});

const requests = {
  getMe: z.strictObject({}),
  getChat: z.strictObject({ chat_id: ChatId }),
  setMyCommands: z.strictObject({
    commands: z
      .array(
        z.strictObject({ command: z.string().regex(/^[a-z0-9_]{1,32}$/), description: Text(256).min(1) }),
        'Bad Request: commands must be an Array',
      )
      .max(100),
    scope: z.strictObject({ type: z.literal('all_private_chats') }),
  }),
  answerCallbackQuery: z.strictObject({ callback_query_id: z.string().min(1), text: Text(200) }),
  getUpdates: z.strictObject({
    offset: z.int(),
    limit: z.int().min(1).max(100),
    timeout: z.int().min(0).max(50),
    allowed_updates: z.array(z.string()),
  }),
  sendMessage: z.strictObject({
    chat_id: ChatId,
    text: Text(4_096)
      .refine((text) => text.trim() !== '', 'Bad Request: message text is empty')
      .refine((text) => text.isWellFormed(), 'Bad Request: strings must be encoded in UTF-8'),
    link_preview_options: z.strictObject({ is_disabled: z.boolean() }).optional(),
    disable_notification: z.boolean().optional(),
    reply_markup: z
      .strictObject({ inline_keyboard: z.array(z.array(Button).min(1).max(8)).min(1).max(100) })
      .optional(),
  }),
};
export type Method = keyof typeof requests;
export type RequestOf<M extends Method> = z.infer<(typeof requests)[M]>;
type Asked = { [M in Method]: { method: M; request: RequestOf<M> } }[Method];

/** The request, or the sentence with which it is refused; null: there is no such method. */
export function asked(method: string, json: unknown): Asked | { refused: string } | null {
  if (!isMethod(method)) return null;
  const parsed = requests[method].safeParse(json);
  if (parsed.success) return { method, request: parsed.data } as Asked;
  const sentence = parsed.error.issues.find(({ message }) => message.startsWith('Bad Request'))?.message;
  const isLong = parsed.error.issues.some(({ code, path }) => code === 'too_big' && path[0] === 'text');
  return { refused: sentence ?? (isLong ? 'Bad Request: message is too long' : 'Bad Request: wrong parameter') };
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(requests, method);
}
