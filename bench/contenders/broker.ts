import { createServer, type Socket } from 'node:net';
import type { OrderView, PaperAnswer, PositionView } from '../../src/engine/brokers/paper/routes.ts';
import { positionsOf } from '../lib/position.ts';
import { type ContenderName, contenderNames, type FromBroker, type ToBroker } from '../lib/protocol.ts';

/*
 * The broker process of the measurements: it speaks the paper exchange's HTTP on bare sockets and computes nothing, so that what is
 * measured is the contender and not the venue. One process for all contenders, with a port and an account for each.
 */

const nsPerMs = 1_000_000n;

/** Answers when their time has come. Due in the order in which they came, because an account has one latency. */
class Delay {
  latencyMs = 0;
  private readonly waiting: { dueNs: bigint; give: () => void }[] = [];
  private isArmed = false;

  after(arrivedNs: bigint, give: () => void): void {
    if (this.latencyMs === 0) {
      give();
      return;
    }
    this.waiting.push({ dueNs: arrivedNs + BigInt(this.latencyMs) * nsPerMs, give });
    if (!this.isArmed) this.arm();
  }

  private readonly ring = (): void => {
    this.isArmed = false;
    for (let next = this.waiting[0]; next && next.dueNs <= process.hrtime.bigint(); next = this.waiting[0]) {
      this.waiting.shift();
      next.give();
    }
    if (this.waiting.length > 0) this.arm();
  };

  /** Timers are a millisecond coarse; the last one is waited for awake. */
  private arm(): void {
    const next = this.waiting[0];
    if (!next) return;
    this.isArmed = true;
    const leftMs = Number(next.dueNs - process.hrtime.bigint()) / Number(nsPerMs);
    if (leftMs > 2) setTimeout(this.ring, Math.floor(leftMs) - 1);
    else setImmediate(this.ring);
  }
}

class Account {
  readonly delay = new Delay();
  private readonly name: ContenderName;
  private open = new Map<string, PositionView>();
  private readonly orders = new Map<string, OrderView>();
  private expected = 0;
  private answered = 0;
  private firstByteNs = 0n;
  private reading = '[]';
  readings = 0;

  constructor(name: ContenderName) {
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
    this.reading = JSON.stringify([...this.open.values()]);
  }

  noteCommand(arrivedNs: bigint): void {
    if (this.firstByteNs === 0n) this.firstByteNs = arrivedNs;
  }

  positions(): string {
    this.readings += 1;
    // Between none and all closed the list is made anew; the two that matter to the measurement are ready.
    return this.open.size === this.expected ? this.reading : JSON.stringify([...this.open.values()]);
  }

  order(clientOrderId: string): OrderView | undefined {
    return this.orders.get(clientOrderId);
  }

  close(body: string): OrderView {
    const { symbol, side, quantity, clientOrderId } = JSON.parse(body);
    const position = this.open.get(symbol);
    if (!position) throw new Error(`${this.name} closed ${symbol}, which is not open`);
    this.open.delete(symbol);
    const order: OrderView = {
      id: `p${this.orders.size + 1}`,
      clientOrderId,
      symbol,
      side,
      type: 'market',
      quantity,
      filledQuantity: quantity,
      averagePrice: position.lastPrice,
      limitPrice: null,
      stopPrice: null,
      reduceOnly: true,
      status: 'filled',
      acceptedAt,
      words: 'filled',
    };
    this.orders.set(clientOrderId, order);
    return order;
  }

  /** To be called when the answer to a close is on the wire. */
  noteAnswered(): void {
    this.answered += 1;
    if (this.answered !== this.expected) return;
    const lastAnswerNs = String(process.hrtime.bigint());
    tell({ kind: 'flat', account: this.name, firstByteNs: String(this.firstByteNs), lastAnswerNs });
  }
}

const acceptedAt = new Date().toISOString();
const venue: PaperAnswer<'venue'> = { venue: 'scram-paper', currency: 'USD', reduceOnly: true, instruments: [] };
const clock: PaperAnswer<'clock'> = { at: acceptedAt };
const money: PaperAnswer<'account'> = {
  equity: '1000000',
  cash: '500000',
  buyingPower: '500000',
  currency: 'USD',
  netTransfers: '0',
  marginCall: null,
  blocked: null,
};

function answerBytes(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function respond(account: Account, socket: Socket, method: string, path: string, body: string, arrivedNs: bigint) {
  const ok = (text: string) => () => void socket.write(answerBytes('200 OK', text));
  const { delay } = account;
  const byClientId = /^\/v1\/orders\/by-client-id\/(.+)$/.exec(path)?.[1];
  if (method === 'POST' && path === '/v1/orders') {
    const text = answerBytes('201 Created', JSON.stringify(account.close(body)));
    delay.after(arrivedNs, () => {
      socket.write(text);
      account.noteAnswered();
    });
  } else if (path === '/v1/clock') ok(JSON.stringify(clock))();
  else if (path === '/v1/venue') delay.after(arrivedNs, ok(JSON.stringify(venue)));
  else if (path === '/v1/account') delay.after(arrivedNs, ok(JSON.stringify(money)));
  else if (path === '/v1/positions') delay.after(arrivedNs, ok(account.positions()));
  else if (path === '/v1/orders' && method === 'GET') delay.after(arrivedNs, ok('[]'));
  else if (byClientId !== undefined) delay.after(arrivedNs, ok(JSON.stringify(account.order(byClientId))));
  else throw new Error(`the broker of the benchmark has no ${method} ${path}`);
}

const letterP = 'P'.charCodeAt(0);
const letterD = 'D'.charCodeAt(0);

/** Takes requests from a connection, which sends one at a time; the first byte of a POST or DELETE is a command's. */
function serve(account: Account, socket: Socket): void {
  let pending = '';
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const arrivedNs = process.hrtime.bigint();
    if (pending === '' && (chunk[0] === letterP || chunk[0] === letterD)) account.noteCommand(arrivedNs);
    pending += chunk.toString('latin1');
    const headEnd = pending.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const bodyLength = Number(/\r\ncontent-length: *(\d+)/i.exec(pending)?.[1] ?? 0);
    const end = headEnd + 4 + bodyLength;
    if (pending.length < end) return;
    const [method = '', path = ''] = pending.slice(0, pending.indexOf('\r\n')).split(' ');
    const body = pending.slice(headEnd + 4, end);
    pending = pending.slice(end);
    respond(account, socket, method, path, body, arrivedNs);
  });
}

function tell(message: FromBroker): void {
  process.send?.(message);
}

const accounts: Record<ContenderName, Account> = {
  floor: new Account('floor'),
  scram: new Account('scram'),
  flask: new Account('flask'),
};

function listen(name: ContenderName): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer((socket) => serve(accounts[name], socket));
    server.listen(0, '127.0.0.1', 2_048, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

process.on('disconnect', () => process.exit());
process.on('message', (order: ToBroker) => {
  const account = accounts[order.account];
  if (order.op === 'fill') {
    account.fill(order.positions, order.latencyMs);
    tell({ kind: 'filled', account: order.account });
  } else {
    tell({ kind: 'readings', account: order.account, count: account.readings });
  }
});

const ports = { floor: 0, scram: 0, flask: 0 };
for (const name of contenderNames) ports[name] = await listen(name);
tell({ kind: 'listening', ports });
