import * as z from 'zod';
import { oneLine } from './adapter.ts';
import { HttpCaller, jsonOf } from './http-caller.ts';
import { botLimits } from './limits.ts';

/** Of `GET /api/v1/show_config`. `max_open_trades` is -1 for no limit. */
const ShowConfig = z.object({
  state: z.string(),
  max_open_trades: z.number().optional(),
  version: z.string().optional(),
});
export type FreqtradeConfig = z.infer<typeof ShowConfig>;

/** Of `GET /api/v1/status`: its open trades. */
const OpenTrades = z.array(z.object({ trade_id: z.number(), pair: z.string() }));
export type OpenTrade = z.infer<typeof OpenTrades>[number];

/** What it says to an order: `status` or `result`, and `error` or `detail` when it refuses. None of these proves anything. */
const Said = z.object({
  status: z.string().optional(),
  result: z.string().optional(),
  error: z.string().optional(),
  detail: z.string().optional(),
});

/**
 * The part of freqtrade's REST API that is needed here (docs: freqtrade.io, REST API; source: rpc/api_server, rpc/rpc.py). With HTTP
 * Basic on every call: nothing expires, and no call has to wait for a token. Every method rejects, in words, when it fails.
 */
export class FreqtradeApi {
  private readonly caller: HttpCaller;
  private readonly authorization: string;

  constructor(baseUrl: string, username: string, password: string) {
    this.caller = new HttpCaller(baseUrl);
    this.authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  async config(signal: AbortSignal): Promise<FreqtradeConfig> {
    return readAs(ShowConfig, await this.call('GET', '/show_config', signal), 'show_config');
  }

  async openTrades(signal: AbortSignal): Promise<OpenTrade[]> {
    return readAs(OpenTrades, await this.call('GET', '/status', signal), 'status');
  }

  /** Its words; to be believed only when a reading bears them out. */
  async order(path: '/stopentry' | '/stop' | '/start' | '/reload_config', signal: AbortSignal): Promise<string> {
    return wordsIn(await this.call('POST', path, signal));
  }

  async forceExitAll(signal: AbortSignal): Promise<string> {
    return wordsIn(await this.call('POST', '/forceexit', signal, { tradeid: 'all', ordertype: 'market' }));
  }

  private async call(method: 'GET' | 'POST', path: string, signal: AbortSignal, body?: object): Promise<string> {
    const { status, text } = await this.caller.ask(
      {
        method,
        path: `/api/v1${path}`,
        headers: { Authorization: this.authorization },
        ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
        answerBytes: botLimits.freqtradeAnswerBytes,
      },
      signal,
    );
    if (status === 200) return text;
    if (status === 401) throw new Error('it refuses the username or the password');
    if (status === 429) throw new Error(`it takes no more ${path} for a minute`);
    throw new Error(`${path}: status ${status}${colon(wordsIn(text))}`);
  }
}

function readAs<T>(schema: z.ZodType<T>, text: string, what: string): T {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new Error(`its answer to ${what} is not that of freqtrade`);
}

function wordsIn(text: string): string {
  const said = Said.safeParse(jsonOf(text));
  if (!said.success) return '';
  const { error, detail, result, status } = said.data;
  return oneLine(error ?? detail ?? result ?? status ?? '', botLimits.wordsCharacters);
}

function colon(said: string): string {
  return said === '' ? '' : `: ${said}`;
}
