import { parseJson } from '../http/json.ts';
import { headerOf, type WarmHttp, warmHttp } from '../http/warm-http.ts';
import { TransportTrouble } from './errors.ts';
import { ccxtLimits } from './limits.ts';

/** What ccxt hands to a fetch of one's own. */
interface Init {
  method: string;
  headers?: Readonly<Record<string, unknown>>;
  body?: unknown;
}

/** What ccxt reads of its answer. */
interface Answered {
  status: number;
  statusText: string;
  headers: Record<string, string>;
  text(): Promise<string>;
}

export interface Heard {
  status: number;
  header(name: string): string | undefined;
}

interface TransportOptions {
  /** Origins, and what stands in their place; `*`: all of them. */
  urls: Readonly<Record<string, string>>;
  /** Addresses to keep connections open with, one a host. */
  pings: readonly string[];
  isWhole(path: string, answer: unknown): boolean;
  /** A request goes out; what it returns is told of the answer. */
  onSend(origin: string): (heard: Heard) => void;
  /** Whether requests that only keep connections open may go out now. */
  mayPing(origin: string): boolean;
  /** A request that only keeps a connection open goes out; what it returns is called when that is over. */
  onPing(origin: string): () => void;
}

/**
 * Carries ccxt's requests over our own kept connections, bounded in time and bytes. Answers that succeeded and are no JSON, or not in
 * the shape that the venue documents, are trouble here: ccxt would make an empty list of them.
 */
export class Transport {
  private readonly options: TransportOptions;
  private readonly hosts = new Map<string, WarmHttp>();
  /** While markets are loaded answers may take long. */
  private loading = 0;
  private disposed = false;

  constructor(options: TransportOptions) {
    this.options = options;
  }

  /** For ccxt's `fetchImplementation`; throws `TransportTrouble`. */
  readonly fetch = async (address: string, init: Init): Promise<Answered> => {
    const { origin, pathname, search } = new URL(address);
    const headers = Object.entries(init.headers ?? {}).flatMap(([name, value]) =>
      value === undefined || value === null ? [] : [name, String(value)],
    );
    const body = init.body === undefined || init.body === null ? null : String(init.body);
    const heard = this.options.onSend(origin);
    const sent = await this.host(origin).send({ method: init.method, path: `${pathname}${search}`, body, headers });
    if (sent.kind !== 'http') throw new TransportTrouble(sent.kind === 'unreached' ? 'unsent' : 'silence', sent.words);
    const { status, text, rawHeaders } = sent;
    heard({ status, header: (name) => headerOf(rawHeaders, name) });
    // Within the venue, or on the way to it, something failed: whether a command was carried out nobody knows. A redirection is not
    // followed, and ccxt would make an empty account of it.
    const isUndecided = status >= 500 || status === 408 || (status >= 300 && status < 400);
    if (isUndecided) throw new TransportTrouble('silence', `HTTP ${status}: ${excerpt(text)}`);
    if (status < 300) this.judge(pathname, text);
    const said: Record<string, string> = {};
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) said[rawHeaders[at] ?? ''] = rawHeaders[at + 1] ?? '';
    return { ...statusFor(status), headers: said, text: async () => text };
  };

  /** Runs what may take long. */
  async patiently<T>(run: () => Promise<T>): Promise<T> {
    this.loading += 1;
    try {
      return await run();
    } finally {
      this.loading -= 1;
    }
  }

  /** Sees to it that so many calls can be made at once at each host without waiting for a connection. Never rejects. */
  async warm(connections: number): Promise<void> {
    if (this.disposed) return;
    await Promise.all(this.options.pings.map((ping) => this.host(new URL(ping).origin).warm(connections)));
  }

  dispose(): void {
    this.disposed = true;
    for (const http of this.hosts.values()) http.dispose();
  }

  private judge(path: string, text: string): void {
    const answer = parseJson(text);
    if (answer !== undefined && this.options.isWhole(path, answer)) return;
    throw new TransportTrouble('silence', `an answer that can't be understood: ${excerpt(text)}`);
  }

  private host(origin: string): WarmHttp {
    if (this.disposed) throw new TransportTrouble('unsent', 'the connections are closed');
    const callMs = this.loading > 0 ? ccxtLimits.marketsCallMs : ccxtLimits.callMs;
    const name = `${origin} ${callMs}`;
    const known = this.hosts.get(name);
    if (known) return known;
    if (this.hosts.size >= ccxtLimits.hosts) throw new TransportTrouble('unsent', `too many hosts: ${origin}`);
    const ping = this.options.pings.find((address) => new URL(address).origin === origin);
    const http = warmHttp({
      base: this.options.urls[origin] ?? this.options.urls['*'] ?? origin,
      limits: { ...ccxtLimits, callMs },
      headers: ['Accept', 'application/json'],
      warmPath: ping === undefined ? '/' : new URL(ping).pathname,
      mayWarm: () => this.options.mayPing(origin),
      onWarm: () => this.options.onPing(origin),
    });
    this.hosts.set(name, http);
    return http;
  }
}

/** What ccxt takes for an error by its status alone. */
const errorStatuses: readonly number[] = [400, 401, 403, 404, 405, 407, 409, 410, 418, 422, 429, 451];

/** Any other refusal would be a good answer to ccxt, unless it can read the venue's own words for it. */
function statusFor(status: number): Pick<Answered, 'status' | 'statusText'> {
  const isKnown = status < 300 || errorStatuses.includes(status);
  return isKnown ? { status, statusText: '' } : { status: 400, statusText: `HTTP ${status}` };
}

function excerpt(text: string): string {
  return text.slice(0, ccxtLimits.wordsCharacters);
}
