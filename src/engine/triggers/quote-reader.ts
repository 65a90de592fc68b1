import type { Broker, Quote } from '../brokers/broker.ts';
import type { Clock } from '../clock.ts';
import type { FeedWatch } from './data-feed-corruption.ts';
import type { Tick } from './tick.ts';

/** Reads the prices of the brokers that quote any, each at its own pace, one reading at a time. */
export class QuoteReader {
  private readonly places: { broker: Broker; dueMs: number; isReading: boolean }[];
  private readonly watch: FeedWatch;
  private readonly clock: Clock;

  constructor(brokers: readonly Broker[], watch: FeedWatch, clock: Clock) {
    this.places = brokers
      .filter((broker) => broker.readQuotes !== undefined)
      .map((broker) => ({ broker, dueMs: Number.NEGATIVE_INFINITY, isReading: false }));
    this.watch = watch;
    this.clock = clock;
  }

  /** Begins the readings that are due; waits for none. */
  look(): void {
    const nowMs = this.clock.monotonicMs();
    for (const place of this.places) {
      if (place.isReading || nowMs < place.dueMs) continue;
      place.dueMs = nowMs + place.broker.readIntervalMs;
      place.isReading = true;
      void this.read(place.broker).finally(() => {
        place.isReading = false;
      });
    }
  }

  private async read(broker: Broker): Promise<void> {
    const read = await broker.readQuotes?.();
    if (!read) return;
    if (!read.ok) return this.watch.noteUnreadable(broker.name, read.words);
    const { nowMs, quotes } = read.value;
    this.watch.takeQuotes(broker.name, quotes.map(tickOf), nowMs, this.clock.monotonicMs());
  }
}

/** A price that a venue does not quote is none; one that it quotes and that is no number is a bad one. */
function tickOf({ symbol, bid, ask, last, atMs, open }: Quote): Tick {
  return { symbol, bid: bid ?? undefined, ask: ask ?? undefined, last: last ?? undefined, atMs, open };
}
