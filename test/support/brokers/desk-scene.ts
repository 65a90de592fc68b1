import type { Broker } from '../../../src/engine/brokers/broker.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { BrokerDesk } from '../../../src/engine/flatten/broker-desk.ts';
import type { FlattenView } from '../../../src/engine/flatten/flatten.ts';
import { defaultFlattenLimits, type FlattenLimits } from '../../../src/engine/flatten/limits.ts';
import type { JournalEvent } from '../../../src/engine/journal/events.ts';
import { until } from '../http.ts';

/** One broker's desk as an engine has it, without the engine: it reads, flattens and tells what it does. */
export class DeskScene {
  readonly desk: BrokerDesk;
  readonly events: JournalEvent[] = [];

  constructor(broker: Broker, limits: Partial<FlattenLimits> = {}) {
    this.desk = new BrokerDesk({
      broker,
      clock: systemClock,
      limits: { ...defaultFlattenLimits, ...limits },
      record: (event) => this.events.push(event),
      onChange: () => undefined,
    });
    this.desk.start();
  }

  /** Until then a kill has no reading to begin with. */
  async hasRead(): Promise<void> {
    await until(async () => this.desk.latest().reading !== null, Boolean);
  }

  kill(killId = '20260101-000000-abcdef'): void {
    this.desk.engage(killId);
  }

  async reaches(wanted: (flatten: FlattenView) => boolean, withinMs = 60_000): Promise<FlattenView> {
    const current = async () => this.desk.current();
    const found = await until(current, (flatten) => flatten !== null && wanted(flatten), withinMs);
    if (found === null) throw new Error('there is no kill');
    return found;
  }

  async isFlat(): Promise<void> {
    await this.reaches((flatten) => flatten.isFlat());
  }

  end(): Promise<void> {
    return this.desk.stop();
  }
}
