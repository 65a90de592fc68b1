import type { Socket } from 'node:net';
import { Gate, type GateOptions } from '../../clients/typescript/src/index.ts';
import { startToldServer, type ToldServer } from './told-server.ts';

/** What a test has begun, to be ended after it. */
export const ends: (() => void)[] = [];

export function endAll(): void {
  for (const end of ends.splice(0)) end();
}

export async function serve(say: (socket: Socket, request: string, number: number) => void): Promise<ToldServer> {
  const server = await startToldServer(say);
  ends.push(server.close);
  return server;
}

export function open(url: string, options: GateOptions = {}): Gate {
  const gate = new Gate({ url, ...options });
  ends.push(() => gate.close());
  return gate;
}

/** Why it is closed; null when it is open. */
export function reasonOf(gate: Gate): string | null {
  const decision = gate.checkOrder();
  return decision.decision === 'accept' ? null : decision.reason;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
