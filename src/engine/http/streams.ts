import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from '../../shared/failure.ts';
import { addressOf, isLoopback } from './access.ts';
import { sendFailure } from './answer.ts';
import { httpLimits } from './limits.ts';

/** One open stream of server-sent events. */
export interface EventStream {
  send(event: string, data: unknown): void;
  /** The other end finds that there is no stream any more, and asks again. */
  end(): void;
  onClose(listener: () => void): void;
}

const tooMany: Failure = {
  code: 'too_many',
  message: 'Too many streams are open.',
  hint: 'Close one; a program needs a single stream.',
};

/**
 * The open streams of a listener: bounded in number, in number per address, and in what a slow reader may leave unread. A comment
 * line every second tells the other end that silence means trouble.
 */
export class Streams {
  private readonly open = new Map<ServerResponse, string>();
  private timer: NodeJS.Timeout | null = null;

  /** Begins a stream, or answers that there are too many and returns null. */
  begin(request: IncomingMessage, response: ServerResponse): EventStream | null {
    const address = addressOf(request);
    const ofAddress = [...this.open.values()].filter((other) => other === address).length;
    const most = isLoopback(address) ? httpLimits.streamsPerLoopback : httpLimits.streamsPerAddress;
    if (this.open.size >= httpLimits.streams || ofAddress >= most) {
      sendFailure(response, tooMany);
      return null;
    }
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Accel-Buffering': 'no',
    });
    this.open.set(response, address);
    response.once('close', () => this.forget(response));
    this.timer ??= setInterval(() => this.beat(), httpLimits.keepAliveCommentMs);
    return {
      send: (event, data) => this.write(response, `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      end: () => response.end(),
      onClose: (listener) => response.once('close', listener),
    };
  }

  closeAll(): void {
    for (const response of this.open.keys()) response.end();
  }

  private beat(): void {
    for (const response of this.open.keys()) {
      // Whoever has not taken the end of a stream by now does not read.
      if (response.writableEnded) response.destroy();
      else this.write(response, ': alive\n\n');
    }
  }

  private write(response: ServerResponse, text: string): void {
    if (response.writableEnded) return;
    if (response.writableLength > httpLimits.streamBacklogBytes) response.destroy();
    else response.write(text);
  }

  private forget(response: ServerResponse): void {
    this.open.delete(response);
    if (this.open.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }
}
