import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import ccxt from 'ccxt';
import { closeOf, positionsOf } from '../lib/position.ts';
import type { FromScripts, ToScripts } from '../lib/protocol.ts';

/*
 * What people run to get out of everything, as one process that any request sets off. Each knows its positions beforehand, keeps its
 * connection, asks for no token and looks at no answer.
 *
 * `freqtrade`: the order of calls of its forced exit of all trades, one trade after the other: the price, then the order.
 * `ccxt`: a loop over the positions with the real library, spared the limiter that is on by default.
 */

type Script = (prepared: ToScripts) => Promise<() => Promise<void>>;

const scripts: Record<string, Script> = {
  async freqtrade({ brokerPort, positions }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const orders = positionsOf(positions).map((position) => closeOf(position, `freqtrade-${position.symbol}`));
    const ask = (method: string, path: string, body = '') => askOnce(agent, brokerPort, method, path, body);
    await ask('GET', '/v1/clock');
    return async () => {
      for (const order of orders) {
        await ask('GET', '/v1/quotes');
        await ask('POST', '/v1/orders', JSON.stringify(order));
      }
      agent.destroy();
    };
  },

  async ccxt({ brokerPort, positions }) {
    const url = `http://127.0.0.1:${brokerPort}`;
    const exchange = new ccxt.alpaca({ apiKey: 'none', secret: 'none', enableRateLimit: false });
    exchange.urls.api = { broker: url, trader: url, market: url };
    await exchange.loadMarkets();
    const orders = positionsOf(positions).map((position) => closeOf(position, ''));
    return async () => {
      for (const { symbol, side, quantity } of orders) {
        await exchange.createOrder(`${symbol}/USD`, 'market', side, Number(quantity));
      }
    };
  },
};

async function askOnce(agent: Agent, port: number, method: string, path: string, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
  const sent = request({ agent, host: '127.0.0.1', port, method, path, headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
}

function tell(message: FromScripts): void {
  process.send?.(message);
}

const script = scripts[process.argv[2] ?? ''];
let run: () => Promise<void> = async () => undefined;
const server = createServer((_, response) => {
  void run().then(() => response.end('{}'));
});
process.on('disconnect', () => process.exit());
process.on('message', (prepared: ToScripts) => {
  void script?.(prepared).then((ready) => {
    run = ready;
    tell({ kind: 'ready' });
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
if (address !== null && typeof address === 'object') tell({ kind: 'listening', port: address.port });
