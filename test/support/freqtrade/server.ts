import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Behaviour, wellBehaved } from './behaviour.ts';

/**
 * freqtrade's REST API as far as Scram speaks it, in a process of its own: paths, bodies and sentences as in the published schema and
 * its rpc.py, the habit included of answering 200 with a friendly sentence when nothing has happened. The parent changes its
 * behaviour by messages, and is sent every call that it takes.
 */
const it: Behaviour & { maxOpenTrades: number } = { ...wellBehaved, maxOpenTrades: 3 };
let statusCalls = 0;

type Answer = [status: number, body: object];

const routes: Record<string, (body: Record<string, unknown>) => Answer> = {
  'GET /api/v1/show_config': () => [
    200,
    { version: it.version === 'new' ? '2026.4' : '2023.5', state: it.state, max_open_trades: it.maxOpenTrades },
  ],
  'GET /api/v1/status': () => {
    statusCalls += 1;
    if (it.statusPerMinute !== null && statusCalls > it.statusPerMinute) return [429, { detail: 'Too Many Requests' }];
    return [200, it.open.map((pair, i) => ({ trade_id: i + 1, pair, is_open: true, amount: 1.5, orders: [] }))];
  },
  'POST /api/v1/stopentry': () => {
    if (it.version === 'old') {
      if (it.state === 'running' && it.stopsEntries) it.maxOpenTrades = 0;
      return [200, { status: 'No more entries will occur from now. Run /reload_config to reset.' }];
    }
    if (it.state === 'stopped') {
      it.state = 'paused';
      return [200, { status: 'starting bot with trader in paused state, no entries will occur.' }];
    }
    if (it.stopsEntries) it.state = 'paused';
    return [200, { status: 'paused, no more entries will occur from now. Run /start to enable entries.' }];
  },
  'POST /api/v1/forceexit': ({ tradeid, ordertype }) => {
    if (it.state === 'stopped') return [502, { error: 'Error querying /api/v1/forceexit: trader is not running' }];
    if (tradeid !== 'all' || ordertype !== 'market') return [422, { detail: 'not what is asked for in a kill' }];
    if (it.exitMs !== null) {
      setTimeout(() => {
        it.open = [];
      }, it.exitMs);
    }
    return [200, { result: 'Created exit orders for all open trades.' }];
  },
  'POST /api/v1/stop': () => {
    if (it.state === 'stopped') return [200, { status: 'already stopped' }];
    if (it.stops) it.state = 'stopped';
    return [200, { status: 'stopping trader ...' }];
  },
  'POST /api/v1/start': () => {
    if (it.state === 'running') return [200, { status: 'already running' }];
    it.state = 'running';
    return [200, { status: 'starting trader ...' }];
  },
  'POST /api/v1/reload_config': () => {
    it.maxOpenTrades = 3;
    return [200, { status: 'Reloading config ...' }];
  },
};

function answer(request: IncomingMessage, body: Record<string, unknown>): Answer {
  const wanted = `Basic ${Buffer.from(`${it.username}:${it.password}`).toString('base64')}`;
  if (request.headers.authorization !== wanted) return [401, { detail: 'Unauthorized' }];
  const route = routes[`${request.method} ${request.url}`];
  return route ? route(body) : [404, { detail: 'Not Found' }];
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  process.send?.({ call: `${request.method} ${request.url}` });
  await new Promise((resolve) => setTimeout(resolve, it.answerAfterMs));
  const [status, said] = answer(request, body);
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(it.garbage ?? JSON.stringify(said));
}

const server = createServer((request, response) => void serve(request, response));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
// A change begins with entries that are free, in the old version's way of holding them.
process.on('message', (change: Partial<Behaviour>) => {
  Object.assign(it, { maxOpenTrades: 3 }, change);
  process.send?.({ changed: true });
});
process.on('disconnect', () => process.exit(0));
