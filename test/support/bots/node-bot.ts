// A bot on Node: `node-bot.ts GATE_URL VENUE_URL TICK_MS`. It buys and sells a little at the paper exchange in every tick, and
// says what it did, a JSON line each: `{"tick","atMs","orderId"}`, with `orderId` null where the gate let nothing in, and `{"halt","atMs"}`.
import { Gate } from '../../../clients/typescript/src/index.ts';

const [gateUrl = '', venueUrl = '', tickMs = ''] = process.argv.slice(2);
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);

const gate = new Gate({ url: gateUrl });
gate.onHalt((reason) => say({ halt: reason, atMs: Date.now() }));

const trade = gate.tick(async (tick: number) => {
  const order = {
    type: 'market',
    symbol: 'BTC/USD',
    side: tick % 2 === 0 ? 'buy' : 'sell',
    quantity: '0.001',
    clientOrderId: `node-bot-${tick}`,
  };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(order);
  await fetch(`${venueUrl}/v1/orders`, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) });
  return order.clientOrderId;
});

for (let tick = 0; ; tick += 1) {
  const atMs = Date.now();
  const orderId = (await trade(tick)) ?? null;
  say({ tick, atMs, orderId });
  await new Promise((resolve) => setTimeout(resolve, Number(tickMs)));
}
