import { positionsOf } from '../../lib/position.ts';
import type { AccountName, FromBroker } from '../../lib/protocol.ts';
import { Delay } from './delay.ts';

export type Position = ReturnType<typeof positionsOf>[number];

/** A close that was carried out: whole, at the last price. */
export interface Closed {
  id: string;
  clientOrderId: string;
  position: Position;
}

/** One account at the broker process: what is open, who closed what, and the moments that are measured. */
export class Account {
  readonly delay = new Delay();
  readonly name: AccountName;
  private open = new Map<string, Position>();
  private readonly orders = new Map<string, Closed>();
  private expected = 0;
  private answered = 0;
  private firstByteNs = 0n;
  readings = 0;
  /** Counts the fills, and with them the venue's windows. */
  filled = 0;

  constructor(name: AccountName) {
    this.name = name;
  }

  fill(count: number, latencyMs: number): void {
    this.open = new Map(positionsOf(count).map((position) => [position.symbol, position]));
    this.orders.clear();
    this.delay.latencyMs = latencyMs;
    this.expected = count;
    this.answered = 0;
    this.firstByteNs = 0n;
    this.readings = 0;
    this.filled += 1;
  }

  noteCommand(arrivedNs: bigint): void {
    if (this.firstByteNs === 0n) this.firstByteNs = arrivedNs;
  }

  /** Whether none has been closed since it was filled, so that a list made then is still true. */
  get isWhole(): boolean {
    return this.open.size === this.expected;
  }

  positions(): Position[] {
    return [...this.open.values()];
  }

  order(clientOrderId: string): Closed | undefined {
    return this.orders.get(clientOrderId);
  }

  has(symbol: string): boolean {
    return this.open.has(symbol);
  }

  close(symbol: string, clientOrderId: string): Closed {
    const position = this.open.get(symbol);
    if (!position) throw new Error(`${this.name} closed ${symbol}, which is not open`);
    this.open.delete(symbol);
    const closed = { id: `p${this.orders.size + 1}`, clientOrderId, position };
    this.orders.set(clientOrderId, closed);
    return closed;
  }

  /** To be called when the answer to so many closes is on the wire. */
  noteAnswered(closes = 1): void {
    this.answered += closes;
    if (this.answered !== this.expected) return;
    const lastAnswerNs = String(process.hrtime.bigint());
    tell({ kind: 'flat', account: this.name, firstByteNs: String(this.firstByteNs), lastAnswerNs });
  }
}

export function tell(message: FromBroker): void {
  process.send?.(message);
}

/** The venue's answer to one request, as it goes out. */
export interface Request {
  method: string;
  /** With its query. */
  target: string;
  body: string;
  /** Puts an answer on the wire now. */
  give(status: string, body: string, headers?: string): void;
  /** Puts it there when the account's latency is over. */
  giveLater(status: string, body: string, headers?: string): void;
  /** The same for the answer to so many closes. */
  giveClosed(status: string, body: string, closes: number, headers?: string): void;
}

/** How a venue speaks. */
export type Wire = (account: Account) => (request: Request) => void;
