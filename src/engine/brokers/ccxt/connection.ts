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

  /** A call that the budget has been asked about already. Never rejects. */
  async send<T>(
    section: ActiveSection,
    purpose: Purpose,
    weight: number,
    run: (exchange: CcxtExchange) => Promise<T>,
  ): Promise<Reply<T>> {
    const ready = await this.ready();
    if (!ready.ok) return { kind: 'unsent', words: ready.words };
    budgetFor(section, purpose).count(purpose, weight);
    try {
      return { kind: 'answer', value: await run(ready.value) };
    } catch (error) {
      const trouble = troubleOf(error, this.venue, this.clean);
      if (trouble.kind !== 'limited') return trouble;
      return { ...trouble, retryAfterMs: this.spending.refused(budgetFor(section, purpose), trouble.words) };
    }
  }

  /** A call if the budget has a place for it now. Never rejects. */
  async ask<T>(
    section: ActiveSection,
    purpose: Purpose,
    weight: number,
    run: (exchange: CcxtExchange) => Promise<T>,
  ): Promise<Reply<T>> {
    const waitMs = budgetFor(section, purpose).waitMs(purpose, weight);
    if (waitMs === 0) return this.send(section, purpose, weight, run);
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
      const retryAfterMs = ccxtLimits.marketsRetryMs;
      return { ok: false, words: `the markets can't be loaded: ${words}`, retryAfterMs };
    }
  }
}
