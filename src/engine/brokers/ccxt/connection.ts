import type { Read } from '../broker.ts';
import type { Purpose } from '../budget/budget.ts';
import { type Trouble, troubleOf } from './errors.ts';
import type { CcxtExchange } from './library.ts';
import { ccxtLimits } from './limits.ts';
import { type Opened, openExchange } from './open-exchange.ts';
import type { CcxtOptions } from './options.ts';
import { type ActiveSection, budgetFor, Spending } from './spending.ts';
import type { Venue } from './venues/venue.ts';
import { type Clean, cleaner } from './words.ts';

/** What came of a call. */
export type Reply<T> =
  | { kind: 'answer'; value: T }
  | Exclude<Trouble, { kind: 'limited' }>
  | { kind: 'limited'; words: string; retryAfterMs: number };

type Run<T> = (exchange: CcxtExchange) => Promise<T>;

/**
 * One account at one exchange through ccxt: an instance that has none of the library's own limiter, over our own connections and
 * within our own budget. Whatever ccxt throws is a value here.
 */
export class Connection {
  readonly venue: Venue;
  readonly clean: Clean;
  private readonly options: CcxtOptions;
  private readonly spending: Spending;
  private opening: Promise<Opened> | null = null;
  private opened: Opened | null = null;
  private loadedAtMs: number | null = null;
  private loading: Promise<Read<CcxtExchange>> | null = null;
  private disposed = false;

  constructor(venue: Venue, options: CcxtOptions) {
    this.venue = venue;
    this.options = options;
    this.clean = cleaner(options.exchange, options.keys);
    this.spending = new Spending(venue, options.markets ?? venue.defaultSections, options.clock);
  }

  get sections(): readonly ActiveSection[] {
    return this.spending.sections;
  }

  /** The exchange with its markets; loads both as often as it takes. Concurrent callers share one attempt. */
  async ready(): Promise<Read<CcxtExchange>> {
    const { opened, loadedAtMs } = this;
    if (opened?.exchange.markets && loadedAtMs !== null) return { ok: true, value: opened.exchange };
    this.loading ??= this.loadMarkets().finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /** An instrument turned up that is not among the markets: they are loaded again, beside everything else and not often. */
  reloadMarkets(): void {
    const nowMs = this.options.clock.monotonicMs();
    if (this.loadedAtMs === null || nowMs - this.loadedAtMs < ccxtLimits.marketsReloadMs) return;
    this.loadedAtMs = nowMs;
    void this.loadMarkets();
  }

  /** Counts something that is sent in parts; what comes back is called once, when all of them are over. */
  count(section: ActiveSection, purpose: Purpose, weight: number): () => void {
    return this.spending.count(section, purpose, weight);
  }

  /** A part of what has been counted as a whole. Never rejects. */
  async part<T>(section: ActiveSection, purpose: Purpose, run: Run<T>): Promise<Reply<T>> {
    const ready = await this.ready();
    return ready.ok ? this.run(ready.value, section, purpose, run) : { kind: 'unsent', words: ready.words };
  }

  /** A call that the budget is not asked about. Never rejects. */
  async send<T>(section: ActiveSection, purpose: Purpose, weight: number, run: Run<T>): Promise<Reply<T>> {
    const ready = await this.ready();
    if (!ready.ok) return { kind: 'unsent', words: ready.words };
    return this.runCounted(ready.value, section, purpose, weight, run);
  }

  /** A call if the budget has a place for it now. Never rejects. */
  async ask<T>(section: ActiveSection, purpose: Purpose, weight: number, run: Run<T>): Promise<Reply<T>> {
    const ready = await this.ready();
    if (!ready.ok) return { kind: 'unsent', words: ready.words };
    // Asked and counted in one go: many calls are made in one turn, and the last place is for one of them.
    const waitMs = budgetFor(section, purpose).waitMs(purpose, weight);
    if (waitMs === 0) return this.runCounted(ready.value, section, purpose, weight, run);
    const words = `the requests of this window are used up: waiting ${Math.ceil(waitMs / 1_000)} s`;
    return { kind: 'limited', words, retryAfterMs: Math.ceil(waitMs) };
  }

  async warm(connections: number): Promise<void> {
    await this.opened?.transport.warm(connections);
  }

  dispose(): void {
    this.disposed = true;
    this.opened?.transport.dispose();
  }

  private async runCounted<T>(
    exchange: CcxtExchange,
    section: ActiveSection,
    purpose: Purpose,
    weight: number,
    run: Run<T>,
  ): Promise<Reply<T>> {
    const answered = this.spending.count(section, purpose, weight);
    const reply = await this.run(exchange, section, purpose, run);
    answered();
    return reply;
  }

  private async run<T>(
    exchange: CcxtExchange,
    section: ActiveSection,
    purpose: Purpose,
    run: Run<T>,
  ): Promise<Reply<T>> {
    try {
      return { kind: 'answer', value: await run(exchange) };
    } catch (error) {
      const trouble = troubleOf(error, this.venue, this.clean);
      if (trouble.kind !== 'limited') return trouble;
      return { ...trouble, retryAfterMs: this.spending.refused(budgetFor(section, purpose), trouble.words) };
    }
  }

  /** Once; after a failure again. */
  private open(): Promise<Opened> {
    this.opening ??= openExchange(this.venue, this.options, this.spending).then(
      (opened) => {
        if (this.disposed) opened.transport.dispose();
        this.opened = opened;
        return opened;
      },
      (error: unknown) => {
        this.opening = null;
        throw error;
      },
    );
    return this.opening;
  }

  private async loadMarkets(): Promise<Read<CcxtExchange>> {
    try {
      const { exchange, transport } = await this.open();
      // Without `reload` ccxt hands out its first failure for ever.
      const load = () => exchange.loadMarkets(true);
      // Patience is for the start alone: later, a kill may be under way beside it.
      await (this.loadedAtMs === null ? transport.patiently(load) : load());
      await this.venue.begin?.(exchange);
      this.loadedAtMs = this.options.clock.monotonicMs();
      return { ok: true, value: exchange };
    } catch (error) {
      const { words } = troubleOf(error, this.venue, this.clean);
      this.spending.noteBan(words);
      const retryAfterMs = ccxtLimits.marketsRetryMs;
      return { ok: false, words: `the markets can't be loaded: ${words}`, retryAfterMs };
    }
  }
}
