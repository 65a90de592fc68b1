import { throwAside } from '../throw-aside.ts';
import { within } from '../within.ts';
import type { Answer, Broker } from './broker.ts';

/** What a flatten asks of a broker. */
export type FlattenBroker = Pick<
  Broker,
  'name' | 'throughZero' | 'readIntervalMs' | 'open' | 'read' | 'cancelAll' | 'cancel' | 'close' | 'findOrder'
>;

/** The same, watched over. */
export interface WatchedBroker extends FlattenBroker {
  noteKill(): void;
  /** Resolves when no call is under way and whoever made the last ones has heard what came of them. */
  idle(): Promise<void>;
}

const words = "a fault in Scram itself; the engine's output tells more";
const unanswered: Answer = { kind: 'unanswered', words };
const opened = {};
const unread = { ok: false as const, words };

/** Far beyond the time limits of the calls themselves: a reading may be made of many. */
const callMaxMs = 120_000;

/**
 * A broker's methods promise never to throw, and to come to an end. A bug that breaks the promise would stop the loop that reads the
 * account, or leave an order `in_flight` for ever; here it is reported and becomes the most careful value there is: a command may have
 * landed all the same.
 */
export function unfailing(broker: Broker, report: (bug: unknown) => void = throwAside): WatchedBroker {
  const underWay = new Set<Promise<unknown>>();

  function caught<T extends object>(call: () => Promise<T>, otherwise: T): Promise<T> {
    const called = attempt(call, otherwise);
    underWay.add(called);
    return called.finally(() => underWay.delete(called));
  }

  async function attempt<T extends object>(call: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      const value = await within(call(), callMaxMs);
      if (value !== undefined) return value;
      report(new Error(`a call to ${broker.name} has not come to an end`));
    } catch (error) {
      report(error);
    }
    return otherwise;
  }
  return {
    name: broker.name,
    readIntervalMs: broker.readIntervalMs,
    // Not known before the venue has said so, at some of them.
    get throughZero() {
      return broker.throughZero;
    },
    noteKill() {
      try {
        broker.noteKill?.();
      } catch (error) {
        report(error);
      }
    },
    open: async () => void (await caught(() => broker.open().then(() => opened), opened)),
    read: () => caught(() => broker.read(), unread),
    cancelAll: () => caught(() => broker.cancelAll(), unanswered),
    cancel: (order) => caught(() => broker.cancel(order), unanswered),
    close: (command) => caught(() => broker.close(command), unanswered),
    findOrder: (clientOrderId, symbol) => caught(() => broker.findOrder(clientOrderId, symbol), unread),
    async idle() {
      while (underWay.size > 0) {
        await Promise.all(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
