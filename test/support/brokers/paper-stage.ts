import {
  createInProcessPaperBroker,
  createPaperBroker,
  type PaperBroker,
} from '../../../src/engine/brokers/paper/adapter.ts';
import type { FaultRule } from '../../../src/engine/brokers/paper/faults.ts';
import type { PaperInput, PaperRouteName } from '../../../src/engine/brokers/paper/routes.ts';
import { servePaper } from '../../../src/engine/brokers/paper/serve.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { decimal } from '../../../src/shared/decimal.ts';
import type { Stage } from './conformance.ts';

type Fault = FaultRule['fault'];

/** The demo account inside this process. It has one client. */
export async function inProcessPaperStage(): Promise<Stage> {
  const broker = createInProcessPaperBroker({ name: 'p', dataDir: null, clock: systemClock, seed: 1 });
  return paperStage(broker, async () => broker, broker.dispose);
}

/** The demo account, served. */
export async function servedPaperStage(): Promise<Stage> {
  const served = await servePaper({ port: 0, latencyMs: 5 });
  const connect = () => createPaperBroker({ name: 'p', url: served.url });
  const stagehand = connect();
  return paperStage(
    connect(),
    async () => connect(),
    async () => {
      await stagehand.dispose();
      await served.close();
    },
    stagehand,
  );
}

function paperStage(
  broker: PaperBroker,
  another: Stage['another'],
  end: () => Promise<void>,
  stagehand: PaperBroker = broker,
): Stage {
  const tell = async <R extends PaperRouteName>(route: R, input: PaperInput<R>) => {
    const reply = await stagehand.venue.call(route, input);
    if (reply.kind !== 'answer') throw new Error(`${route}: ${JSON.stringify(reply)}`);
    return reply.value;
  };
  return {
    broker,
    another,
    long: 'MSFT',
    short: 'TSLA',
    fractional: 'ETH/USD',
    held: 'AAPL',
    orderTypes: ['limit', 'stop'],
    async trouble(call, what) {
      const route = ({ close: 'submit', read: 'orders', money: 'account' } as const)[call];
      await tell('addFault', { route, fault: faultOf(what), count: 1 });
    },
    async makeDust() {
      await tell('setMarket', { symbol: 'ETH/USD', minQuantity: '1000' });
    },
    async refuseMarketOrders() {
      await tell('setMarket', { limitOnly: true });
    },
    async crossings() {
      const { fills } = await tell('ledger', {});
      return fills.filter(({ positionBefore: before, positionAfter: after }) => {
        const opens = decimal.compare(decimal.abs(after), decimal.abs(before)) > 0;
        return opens || decimal.sign(before) * decimal.sign(after) < 0;
      }).length;
    },
    end,
  };
}

function faultOf(what: Parameters<Stage['trouble']>[1]): Fault {
  switch (what) {
    case 'rate limit':
      return { kind: 'rate_limit', retryAfterMs: 300 };
    case 'hang':
      return { kind: 'hang', landed: false };
    case 'garbage':
    case 'lost after it landed':
      return { kind: 'error', landed: true };
    case 'lost before it landed':
      return { kind: 'error', landed: false };
  }
}
