import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { asked, type RequestOf } from './requests.ts';

/** What may be wrong with one method of the server, until it is taken away. */
export type Fault =
  | { kind: 'says'; status: number; description: string; parameters?: object }
  | { kind: 'hangs' }
  | { kind: 'cuts' }
  | { kind: 'redirects'; to: string }
  | { kind: 'text'; text: string }
  | { kind: 'floods' };

type Understood = Exclude<ReturnType<typeof asked>, { refused: string } | null>;

interface Sent {
  chat: number | string;
  text: string;
  buttons: { text: string; callback_data: string }[];
}

/**
 * Telegram's Bot API as its documentation has it, as far as Scram uses it: updates that stay until an offset confirms them, long
 * polling, messages with buttons, and answers that say no in its form. A test writes and presses as people do.
 */
export class BotApiServer {
  readonly token = '110201543:a-token-that-no-bot-of-anybody-has';
  readonly sent: Sent[] = [];
  readonly faults = new Map<string, Fault>();
  /** What it did not take, because Telegram would not. */
  readonly refused: string[] = [];
  /** How often each method was called. */
  readonly calls = new Map<string, number>();
  private readonly now: () => number;
  private readonly http: Server;
  private updates: { update_id: number; [kind: string]: unknown }[] = [];
  private nextId = 1;
  private wake: () => void = () => undefined;

  /** `now`: milliseconds since 1970, for the time of messages. */
  constructor(now: () => number = Date.now) {
    this.now = now;
    this.http = createServer((request, response) => void this.serve(request, response));
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  /** A person writes to the bot in private, unless `chat` says otherwise. `agoMs`: it was on its way for so long. `marks`: more of it. */
  write(user: number, text: string, { agoMs = 0, chat = { id: user, type: 'private' }, marks = {} } = {}): void {
    const date = Math.floor((this.now() - agoMs) / 1_000);
    this.push({ message: { message_id: this.nextId, from: { id: user, is_bot: false }, chat, date, text, ...marks } });
  }

  /** A person changes what they have written. */
  edit(user: number, text: string): void {
    const date = Math.floor(this.now() / 1_000);
    const chat = { id: user, type: 'private' };
    this.push({
      edited_message: { message_id: 1, from: { id: user, is_bot: false }, chat, date, edit_date: date, text },
    });
  }

  /** A person presses the newest button of that name in their chat, or sends the data of their own making. */
  press(user: number, name: string, forged?: string): void {
    const button = this.sent
      .filter(({ chat }) => chat === user)
      .flatMap(({ buttons }) => buttons)
      .findLast(({ text }) => text === name);
    const data = forged ?? button?.callback_data;
    if (data === undefined) throw new Error(`nobody has shown ${user} a button "${name}"`);
    this.push({ callback_query: { id: String(this.nextId), from: { id: user, is_bot: false }, data } });
  }

  /** What the bot has told somebody from the n-th message on. */
  told(user: number, from = 0): string[] {
    return this.sent
      .filter(({ chat }) => chat === user)
      .map(({ text }) => text)
      .slice(from);
  }

  /** Waits until the bot has told somebody something with these words in it, after `from` messages. */
  async hears(user: number, words: string, from = 0, withinMs = 45_000): Promise<string> {
    const until = performance.now() + withinMs;
    for (;;) {
      const found = this.told(user, from).find((text) => text.includes(words));
      if (found !== undefined) return found;
      if (performance.now() > until) throw new Error(`not told "${words}", but: ${this.told(user, from).join(' / ')}`);
      await pause(10);
    }
  }

  private push(update: Record<string, unknown>): void {
    this.updates.push({ update_id: this.nextId, ...update });
    this.nextId += 1;
    this.wake();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    this.calls.set(method, (this.calls.get(method) ?? 0) + 1);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const fault = this.faults.get(method);
    if (fault !== undefined) return fail(fault, response);
    if (token !== this.token) return refuse(response, 401, 'Unauthorized');
    const what = asked(method, JSON.parse(text || '{}'));
    if (what === null) return refuse(response, 404, 'Not Found: method not found');
    if ('refused' in what) {
      this.refused.push(`${method}: ${what.refused}`);
      return refuse(response, 400, what.refused);
    }
    reply(response, 200, { ok: true, result: await this.answer(what, request) });
  }

  private async answer(what: Understood, http: IncomingMessage): Promise<unknown> {
    switch (what.method) {
      case 'getMe':
        return { id: 110201543, is_bot: true, first_name: 'Scram', username: 'ScramTestBot' };
      case 'getChat':
        return { id: what.request.chat_id, type: 'private' };
      case 'setMyCommands':
      case 'answerCallbackQuery':
        return true;
      case 'sendMessage': {
        const { chat_id: chat, text, reply_markup: markup } = what.request;
        this.sent.push({ chat, text, buttons: markup?.inline_keyboard.flat() ?? [] });
        return { message_id: this.sent.length, chat: { id: chat }, date: 0 };
      }
      case 'getUpdates':
        return this.updatesFor(what.request, http);
      default:
        return what satisfies never;
    }
  }

  private async updatesFor({ offset, limit, timeout }: RequestOf<'getUpdates'>, http: IncomingMessage) {
    this.updates = this.updates.filter(({ update_id }) => update_id >= offset);
    if (this.updates.length === 0 && timeout > 0) {
      const news = new Promise<void>((resolve) => {
        this.wake = resolve;
        http.socket.once('close', resolve);
      });
      await Promise.race([news, pause(timeout * 1_000, undefined, { ref: false })]);
    }
    return this.updates.slice(0, limit);
  }
}

function fail(fault: Fault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'says':
      refuse(response, fault.status, fault.description, fault.parameters);
      return;
    case 'hangs':
      return;
    case 'cuts':
      response.destroy();
      return;
    case 'redirects':
      response.writeHead(307, { location: fault.to }).end();
      return;
    case 'text':
      response.writeHead(200, { 'content-type': 'application/json' }).end(fault.text);
      return;
    case 'floods': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = ' '.repeat(64 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
      return;
    }
    default:
      fault satisfies never;
  }
}

function refuse(response: ServerResponse, status: number, description: string, parameters?: object): void {
  reply(response, status, { ok: false, error_code: status, description, ...(parameters && { parameters }) });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
