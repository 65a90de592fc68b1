import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import { Gate } from '../../clients/typescript/src/index.ts';

/*
 * `gate-node.ts URL CHECKS CALLS`: for every line that it reads, so many checks at the gate and so many `POST /order-check`, each timed
 * by itself; answers with a line of JSON, `{"checksNs","callsNs"}`.
 */
const [url = '', checks = '', calls = ''] = process.argv.slice(2);
const gate = new Gate({ url });
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const order = JSON.stringify({ symbol: 'BTC/USD', side: 'buy', quantity: '0.5' });

function check(): number {
  const begunNs = process.hrtime.bigint();
  const { decision } = gate.checkOrder({ symbol: 'BTC/USD', side: 'buy', quantity: '0.5' });
  const tookNs = Number(process.hrtime.bigint() - begunNs);
  if (decision !== 'accept') throw new Error('the gate is closed');
  return tookNs;
}

async function call(): Promise<number> {
  const begunNs = process.hrtime.bigint();
  const headers = { 'content-type': 'application/json', 'content-length': order.length };
  const sent = request(`${url}/order-check`, { method: 'POST', agent, headers }).end(order);
  const [response] = await once(sent, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  const { decision } = JSON.parse(text);
  const tookNs = Number(process.hrtime.bigint() - begunNs);
  if (decision !== 'accept') throw new Error('the engine refuses');
  return tookNs;
}

await gate.waitReady();
for await (const _ of createInterface(process.stdin)) {
  const checksNs = Array.from({ length: Number(checks) }, check);
  const callsNs: number[] = [];
  while (callsNs.length < Number(calls)) callsNs.push(await call());
  process.stdout.write(`${JSON.stringify({ checksNs, callsNs })}\n`);
}
