import type { FlattenBroker } from '../brokers/unfailing.ts';
import type { Clock } from '../clock.ts';
import type { FlattenEvent } from '../journal/events.ts';
import type { FlattenLimits } from './limits.ts';

interface FillOptions {
  killId: string;
  broker: FlattenBroker;
  clock: Clock;
  limits: FlattenLimits;
  record: (event: FlattenEvent) => void;
}

/** A close of ours whose fill has not been asked for yet. */
interface Expected {
  symbol: string;
  tries: number;
}

/** What our closes fetched, for the record. It is asked for when a kill has settled, flat or not; trouble here holds nothing up. */
export class Fills {
  private readonly options: FillOptions;
  /** By client id, the earliest first. */
  private readonly expected = new Map<string, Expected>();
  private isAsking = false;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private disposed = false;

  constructor(options: FillOptions) {
    this.options = options;
  }

  expect(clientOrderId: string, symbol: string): void {
    this.expected.set(clientOrderId, { symbol, tries: 0 });
  }

  /** It was refused: there is no such order. */
  forget(clientOrderId: string): void {
    this.expected.delete(clientOrderId);
  }

  /** One after the other, up to `atMost` of those that are over; the first trouble leaves the rest to the next time. */
  async price(isOver: (clientOrderId: string) => boolean, atMost: number): Promise<void> {
    if (this.isAsking || this.options.clock.monotonicMs() < this.notBeforeMs) return;
    this.isAsking = true;
    const over = [...this.expected].filter(([clientOrderId]) => isOver(clientOrderId)).slice(0, atMost);
    for (const [clientOrderId, expected] of over) {
      if (this.disposed || !(await this.ask(clientOrderId, expected))) break;
    }
    this.isAsking = false;
  }

  dispose(): void {
    this.disposed = true;
  }

  /** Whether the venue has answered. */
  private async ask(clientOrderId: string, expected: Expected): Promise<boolean> {
    const { killId, broker, record } = this.options;
    const { symbol } = expected;
    const report = await broker.findOrder(clientOrderId, symbol);
    if (!report.ok) {
      if (report.retryAfterMs === undefined) this.noteTry(clientOrderId, expected);
      else this.notBeforeMs = this.options.clock.monotonicMs() + report.retryAfterMs;
      return false;
    }
    // It is in no list any more and yet at work: its end is not far, or never told.
    if (report.value?.status === 'working') {
      this.noteTry(clientOrderId, expected);
      return true;
    }
    this.expected.delete(clientOrderId);
    if (report.value === null) return true;
    const { filledQuantity, averagePrice } = report.value;
    const data = { broker: broker.name, symbol, clientOrderId, filledQuantity, averagePrice };
    record({ kind: 'CLOSE_FILLED', source: 'engine', killId, data });
    return true;
  }

  private noteTry(clientOrderId: string, { symbol, tries }: Expected): void {
    if (tries + 1 >= this.options.limits.fillTries) this.expected.delete(clientOrderId);
    else this.expected.set(clientOrderId, { symbol, tries: tries + 1 });
  }
}
