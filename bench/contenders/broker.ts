import { createServer, type Socket } from 'node:net';
import { type AccountName, accountNames, type ToBroker } from '../lib/protocol.ts';
import { Account, tell, type Wire } from './venue/account.ts';
import { alpacaWire } from './venue/alpaca-wire.ts';
import { binanceWire } from './venue/binance-wire.ts';
import { paperWire } from './venue/paper-wire.ts';

/*
 * The broker process of the measurements: it speaks the HTTP of venues on bare sockets and computes nothing, so that what is
 * measured is the contender and not the venue. One process for all contenders, with a port and an account for each.
 */

/** A limit that nobody meets, so that the adapter is measured and not the venue's. */
const unlimited = 1_000_000;
/** Alpaca's own. */
const alpacaPerMinute = 200;

const wires: Record<AccountName, Wire> = {
  floor: paperWire,
  scram: paperWire,
  flask: paperWire,
  freqtrade: paperWire,
  alpaca: alpacaWire(unlimited),
  binance: binanceWire,
  ccxt: alpacaWire(unlimited),
  limited: alpacaWire(alpacaPerMinute),
};

function answerBytes(status: string, body: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const letterP = 'P'.charCodeAt(0);
const letterD = 'D'.charCodeAt(0);

/** Takes requests from a connection, which sends one at a time; the first byte of a POST or DELETE is a command's. */
function serve(account: Account, respond: ReturnType<Wire>, socket: Socket): void {
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
    const [method = '', target = ''] = pending.slice(0, pending.indexOf('\r\n')).split(' ');
    const body = pending.slice(headEnd + 4, end);
    pending = pending.slice(end);
    const later = (give: () => void) => account.delay.after(arrivedNs, give);
    const give = (status: string, text: string, headers?: string) =>
      void socket.write(answerBytes(status, text, headers));
    respond({
      method,
      target,
      body,
      give,
      giveLater: (...answer) => later(() => give(...answer)),
      giveClosed(status, text, closes, headers) {
        const bytes = answerBytes(status, text, headers);
        later(() => {
          socket.write(bytes);
          account.noteAnswered(closes);
        });
      },
    });
  });
}

const accounts = new Map(accountNames.map((name) => [name, new Account(name)]));

function listen(account: Account): Promise<number> {
  const respond = wires[account.name](account);
  return new Promise((resolve) => {
    const server = createServer((socket) => serve(account, respond, socket));
    server.listen(0, '127.0.0.1', 2_048, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

process.on('disconnect', () => process.exit());
process.on('message', (order: ToBroker) => {
  const account = accounts.get(order.account);
  if (!account) return;
  if (order.op === 'fill') {
    account.fill(order.positions, order.latencyMs);
    tell({ kind: 'filled', account: order.account });
  } else {
    tell({ kind: 'readings', account: order.account, count: account.readings });
  }
});

const ports: Partial<Record<AccountName, number>> = {};
for (const [name, account] of accounts) ports[name] = await listen(account);
tell({ kind: 'listening', ports: ports as Record<AccountName, number> });
