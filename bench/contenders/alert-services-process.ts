import type { Bench } from '../lib/bench.ts';
import { nextMessage } from '../lib/children.ts';
import { programs } from '../lib/paths.ts';
import { type FromAlertServices, isKind } from '../lib/protocol.ts';
import { patience } from '../limits.ts';

type Received = Extract<FromAlertServices, { kind: 'received' }>;

export interface AlertServices {
  httpPort: number;
  smtpPort: number;
  /** Calls `take` with everything that arrives until it says that it has what it waits for. */
  listen(what: string, take: (service: string, text: string, atNs: bigint) => boolean, withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startAlertServices({ children }: Bench): Promise<AlertServices> {
  const child = children.fork(programs.alertServices);
  const isListening = isKind<FromAlertServices, 'listening'>('listening');
  const { httpPort, smtpPort } = await nextMessage(child, isListening, patience.startMs);
  const isReceived = isKind<FromAlertServices, 'received'>('received');
  return {
    httpPort,
    smtpPort,
    listen(what, take, withinMs) {
      const isLast = (message: unknown): message is Received =>
        isReceived(message) && take(message.service, message.text, BigInt(message.atNs));
      return nextMessage(child, isLast, withinMs).then(
        () => undefined,
        () => Promise.reject(new Error(`${what} did not arrive within ${withinMs} ms`)),
      );
    },
    stop: () => children.stop(child),
  };
}
