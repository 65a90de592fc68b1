import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Address } from './address.ts';
import { engineWords, readUpTo } from './answer.ts';
import { noWord, ownReasons } from './decision.ts';
import { BadStream, EventStream } from './event-stream.ts';
import { gateLimits } from './limits.ts';
import { type Clocks, elapsedMs, momentOf } from './moment.ts';
import { nextStatus, type Status } from './status.ts';

export interface ConnectionListener {
  /** A sign of life, and the status as it now is; false gives the connection up. */
  onLife(status: Status | null): boolean;
  /** Once, whatever ends it. */
  onEnd(why: string): void;
}

/** One connection to `GET /status/stream`, until it ends or `end` is called. Nothing of it keeps the process alive. */
export class Connection {
  private readonly address: Address;
  private readonly clocks: Clocks;
  private readonly listener: ConnectionListener;
  private readonly request: ClientRequest;
  private readonly silence: NodeJS.Timeout;
  private readonly firstWord: NodeJS.Timeout;
  private readonly stream = new EventStream();
  private status: Status | null = null;
  private alive;
  private isOver = false;

  constructor(address: Address, clocks: Clocks, listener: ConnectionListener) {
    this.address = address;
    this.clocks = clocks;
    this.listener = listener;
    this.alive = momentOf(clocks);
    this.silence = setTimeout(() => this.end(ownReasons.silent), gateLimits.silenceMs).unref();
    const noSnapshot = noWord(`${address.text} sends no snapshot`);
    this.firstWord = setTimeout(() => this.end(noSnapshot), gateLimits.firstWordMs).unref();
    const url = new URL('/status/stream', address.url);
    this.request = address.request(url, { agent: false, headers: { accept: 'text/event-stream' } });
    this.request.on('socket', (socket) => socket.unref());
    this.request.on('error', (error) => this.end(wordsOf(error, address)));
    this.request.on('close', () => this.end(ownReasons.lost));
    this.request.on('response', (response) => this.take(response));
    this.request.end();
  }

  end(why: string): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.silence);
    clearTimeout(this.firstWord);
    this.request.destroy();
    this.listener.onEnd(why);
  }

  private take(response: IncomingMessage): void {
    response.on('error', () => this.end(ownReasons.lost));
    const kind = (response.headers['content-type'] ?? 'nothing').split(';')[0]?.trim().toLowerCase();
    if (response.statusCode === 200 && kind === 'text/event-stream') {
      response.on('data', (chunk: Buffer) => this.read(chunk));
      response.on('end', () => this.end(ownReasons.lost));
      return;
    }
    const { text } = this.address;
    const instead = `${text} answered HTTP ${response.statusCode} with ${kind} instead of a stream`;
    const refused = (body: string) =>
      this.end(noWord(engineWords(body) ?? `${instead}: is it Scram's device listener?`));
    if (kind === 'application/json') readUpTo(response, gateLimits.answerBytes, refused);
    else refused('');
  }

  private read(chunk: Buffer): void {
    if (this.isOver) return;
    // Bytes that waited while this process was blocked or the machine slept tell of then, not of now.
    if (elapsedMs(this.clocks, this.alive) >= gateLimits.silenceMs) {
      this.end(ownReasons.silent);
      return;
    }
    try {
      for (const item of this.stream.feed(chunk)) {
        this.status = nextStatus(this.status, item);
        if (!this.live()) return;
      }
    } catch (error) {
      if (!(error instanceof BadStream)) throw error;
      this.end(noWord(`${this.address.text} does not speak as Scram does (${error.message})`));
    }
  }

  private live(): boolean {
    this.alive = momentOf(this.clocks);
    this.silence.refresh();
    if (this.status) clearTimeout(this.firstWord);
    if (this.listener.onLife(this.status)) return true;
    this.end(noWord('the connection was given up'));
    return false;
  }
}

function wordsOf(error: NodeJS.ErrnoException, address: Address): string {
  if (error.code === 'ECONNRESET') return ownReasons.lost;
  if (error.code?.startsWith('HPE_')) return noWord(`${address.text} does not speak as Scram does (${error.message})`);
  return noWord(`${address.text}: ${error.code ?? error.message}`);
}
