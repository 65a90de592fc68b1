import type { Answer, Book, OpenOrder } from '../brokers/broker.ts';
import type { FlattenBroker } from '../brokers/unfailing.ts';
import type { Clock } from '../clock.ts';
import type { FlattenEvent } from '../journal/events.ts';
import { Fills } from './fills.ts';
import type { FlattenLimits } from './limits.ts';
import type { Pass, PlannedClose } from './plan.ts';
import { type CancelTrack, type CloseTrack, cancelAfter, closeAfter, closeAfterLookUp, isUncertain } from './tracks.ts';

/** A close placed by an earlier life of the engine, as the journal knows it. */
export interface EarlierClose {
  symbol: string;
  side: CloseTrack['side'];
  quantity: string;
  clientOrderId: string;
  attempt: number;
}

export interface CommandOptions {
  killId: string;
  broker: FlattenBroker;
  clock: Clock;
  limits: FlattenLimits;
  earlier: readonly EarlierClose[];
  record: (event: FlattenEvent) => void;
  /** An answer came; `words` are the venue's, null when it had none for people. */
  onAnswer: (words: string | null) => void;
  /** Lets the event loop put what was sent on the wire. */
  yieldToWire: () => Promise<void>;
}

/** Sends what a pass decided and remembers where each cancel and close stands. Nothing is decided here. */
export class FlattenCommands {
  readonly cancels = new Map<string, CancelTrack>();
  readonly closes = new Map<string, CloseTrack>();
  private readonly fills: Fills;
  private readonly options: CommandOptions;
  private disposed = false;

  constructor(options: CommandOptions) {
    this.options = options;
    this.fills = new Fills(options);
    const nowMs = options.clock.monotonicMs();
    for (const close of options.earlier) this.remember(close, nowMs);
  }

  /** Marks everything of the pass as under way before the first byte goes out, so that no later look plans it twice. */
  perform(pass: Pass): void {
    this.claimCancels([...pass.cancelInBulk, ...pass.cancels]);
    this.claimCloses(pass.closes);
    for (const track of pass.lookUps) this.closes.set(track.symbol, { ...track, state: 'looking_up' });
    const bulk = pass.cancelInBulk;
    void this.dispatch([
      ...(bulk.length > 0 ? [() => this.sendCancel('*', null, bulk, () => this.options.broker.cancelAll())] : []),
      ...pass.cancels.map(
        (order) => () => this.sendCancel(order.id, order.symbol, [order], () => this.options.broker.cancel(order)),
      ),
      ...pass.closes.map((close) => () => this.sendClose(close)),
      ...pass.lookUps.map((track) => () => this.sendLookUp(track)),
    ]);
  }

  /** Whether commands are on their way whose answers are worth waiting for before the next reading. */
  isBusy(): boolean {
    for (const track of this.closes.values()) if (isUncertain(track)) return true;
    for (const track of this.cancels.values()) if (track.state === 'in_flight') return true;
    return false;
  }

  /** Asks for fills of closes that are over, as far as `book` shows; of all at once when nothing else is left to be done. */
  async priceFills(book: Book, isAllDone: boolean): Promise<void> {
    const resting = new Set(book.orders.map(({ clientOrderId }) => clientOrderId));
    const underWay = [...this.closes.values()].filter(isUncertain).map(({ clientOrderId }) => clientOrderId);
    const isOver = (clientOrderId: string) => !resting.has(clientOrderId) && !underWay.includes(clientOrderId);
    await this.fills.price(isOver, isAllDone ? Number.POSITIVE_INFINITY : this.options.limits.fillsPerReading);
  }

  dispose(): void {
    this.disposed = true;
    this.fills.dispose();
  }

  private remember(close: EarlierClose, nowMs: number): void {
    this.fills.expect(close.clientOrderId, close.symbol);
    const later = this.closes.get(close.symbol);
    if (later && later.attempt >= close.attempt) return;
    const words = 'placed before the engine was restarted';
    const times = { changedMs: nowMs, notBeforeMs: nowMs, tries: 0 };
    const priced = { limit: null, priceLimit: null };
    this.closes.set(close.symbol, { ...close, ...times, ...priced, state: 'unanswered', because: null, words });
  }

  private claimCancels(orders: readonly OpenOrder[]): void {
    const nowMs = this.options.clock.monotonicMs();
    for (const order of orders) {
      const tries = (this.cancels.get(order.id)?.tries ?? 0) + 1;
      const words = 'cancel sent';
      this.cancels.set(order.id, { state: 'in_flight', changedMs: nowMs, notBeforeMs: nowMs, tries, words });
    }
  }

  private claimCloses(closes: readonly PlannedClose[]): void {
    const nowMs = this.options.clock.monotonicMs();
    for (const close of closes) {
      const earlier = this.closes.get(close.symbol);
      const progressed = earlier === undefined || earlier.quantity !== close.quantity;
      const tries = progressed ? 1 : earlier.tries + 1;
      const times = { changedMs: nowMs, notBeforeMs: nowMs, tries };
      const because = earlier?.because ?? null;
      const sent = { state: 'in_flight', because, priceLimit: null, words: 'close sent' } as const;
      this.closes.set(close.symbol, { ...close, ...times, ...sent });
    }
  }

  private async dispatch(sends: readonly (() => void)[]): Promise<void> {
    const { dispatchFirst, dispatchChunk } = this.options.limits;
    let nextYield = dispatchFirst;
    for (const [index, send] of sends.entries()) {
      if (index === nextYield) {
        await this.options.yieldToWire();
        nextYield += dispatchChunk;
      }
      if (this.disposed) return;
      send();
    }
  }

  private sendCancel(
    orderId: string,
    symbol: string | null,
    orders: readonly OpenOrder[],
    send: () => Promise<Answer>,
  ): void {
    const { broker, record, clock, limits } = this.options;
    const common = { source: 'engine', killId: this.options.killId } as const;
    const sentMs = clock.monotonicMs();
    void send().then((answer) => {
      const nowMs = clock.monotonicMs();
      const elapsedMs = elapsed(sentMs, nowMs);
      record({ ...common, kind: 'CANCEL_ANSWERED', data: { broker: broker.name, orderId, answer, elapsedMs } });
      for (const { id } of orders) {
        const track = this.cancels.get(id);
        if (track) this.cancels.set(id, cancelAfter(track, answer, nowMs, limits));
      }
      this.answered(answer.words);
    });
    record({ ...common, kind: 'CANCEL_SENT', data: { broker: broker.name, orderId, symbol } });
  }

  private sendClose(close: PlannedClose): void {
    const { broker, record, clock, limits } = this.options;
    const { symbol, side, quantity, clientOrderId, limit } = close;
    const command = { symbol, side, quantity, clientOrderId, ...(limit && { limitPrice: limit.price }) };
    const common = { source: 'engine', killId: this.options.killId } as const;
    const sentMs = clock.monotonicMs();
    this.fills.expect(clientOrderId, symbol);
    void broker.close(command).then((answer) => {
      const nowMs = clock.monotonicMs();
      const elapsedMs = elapsed(sentMs, nowMs);
      record({
        ...common,
        kind: 'CLOSE_ANSWERED',
        data: { broker: broker.name, symbol, clientOrderId, answer, elapsedMs },
      });
      const track = this.closes.get(symbol);
      if (track) this.closes.set(symbol, closeAfter(track, answer, nowMs, limits));
      if (answer.kind === 'refused' && answer.because !== 'duplicate') this.fills.forget(clientOrderId);
      this.answered(answer.words);
    });
    record({ ...common, kind: 'CLOSE_SENT', data: { broker: broker.name, ...command } });
  }

  private sendLookUp(claimed: CloseTrack): void {
    const { broker, clock, limits } = this.options;
    void broker.findOrder(claimed.clientOrderId, claimed.symbol).then((report) => {
      const track = this.closes.get(claimed.symbol);
      if (!track) return;
      const found = report.ok ? report.value : report.words;
      this.closes.set(claimed.symbol, closeAfterLookUp(track, found, clock.monotonicMs(), limits));
      this.answered(null);
    });
  }

  private answered(words: string | null): void {
    if (!this.disposed) this.options.onAnswer(words);
  }
}

function elapsed(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) * 10) / 10;
}
