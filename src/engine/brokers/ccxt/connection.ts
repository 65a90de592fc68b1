import type { Read } from '../broker.ts';
import { Budget, type Purpose } from '../budget/budget.ts';
import { TransportTrouble, type Trouble, troubleOf } from './errors.ts';
import type { CcxtExchange } from './library.ts';
import { budgetLimits, ccxtLimits } from './limits.ts';
import { loadExchangeClass } from './load.ts';
import type { CcxtOptions } from './options.ts';
import { originsOf, urlFinder } from './origins.ts';
import { type Heard, Transport } from './transport.ts';
import type { BudgetRule, Section, Venue } from './venues/venue.ts';
import { type Clean, cleaner } from './words.ts';

/** A section in use: with its name in the venue's table, and its budgets for commands and for lists. */
export type ActiveSection = Section & { name: string; spending: Budget; listing: Budget };

/** What came of a call. */
export type Reply<T> =
  | { kind: 'answer'; value: T }
  | Exclude<Trouble, { kind: 'limited' }>
  | { kind: 'limited'; words: string; retryAfterMs: number };

interface RuledBudget {
  rule: BudgetRule;
  budget: Budget;
}

interface Opened {
  exchange: CcxtExchange;
  transport: Transport;
}

/**
 * One account at one exchange through ccxt: an instance that has none of the library's own limiter, over our own connections and
 * within our own budget. Whatever ccxt throws is a value here.
 */
export class Connection {
  readonly venue: Venue;
  readonly sections: readonly ActiveSection[];
  readonly clean: Clean;
  private readonly options: CcxtOptions;
  private opening: Promise<Opened> | null = null;
  private opened: Opened | null = null;
  private loadedAtMs: number | null = null;
  private loading: Promise<Read<CcxtExchange>> | null = null;
  private disposed = false;
  private readonly budgetOf: ReadonlyMap<BudgetRule, Budget>;

  constructor(venue: Venue, options: CcxtOptions) {
    this.venue = venue;
    this.options = options;
    this.clean = cleaner(options.exchange, options.keys);
    const { clock } = options;
    const names = options.markets ?? venue.defaultSections;
    const chosen = names.flatMap((name) => {
      const section = venue.sections[name];
      return section ? [{ name, section }] : [];
    });
    const rules = chosen.flatMap(({ section }) => [section.budget, listRule(section)]);
    this.budgetOf = new Map([...new Set(rules)].map((rule) => [rule, new Budget(clock, budgetLimits(rule))]));
    this.sections = chosen.map(({ name, section }) => {
      return { ...section, name, spending: this.budget(section.budget), listing: this.budget(listRule(section)) };
    });
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
      return trouble.kind === 'limited' ? this.limited(budgetFor(section, purpose), trouble.words) : trouble;
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

  private budget(rule: BudgetRule): Budget {
    const budget = this.budgetOf.get(rule);
    if (!budget) throw new Error('every section has a budget');
    return budget;
  }

  /** The answer that was one too many has paused the budget, by the time that it named or by a guess. */
  private limited(budget: Budget, words: string): Extract<Reply<never>, { kind: 'limited' }> {
    // Words that tell of a longer time count also when a shorter one has begun.
    if (this.venue.pauseMs || budget.waitMs('bulk', 0) === 0) budget.pause(this.guessedMs(words));
    return { kind: 'limited', words, retryAfterMs: Math.ceil(budget.waitMs('bulk', 0)) };
  }

  private guessedMs(words: string): number {
    return this.venue.pauseMs?.(words) ?? ccxtLimits.retryAfterMs;
  }

  private async loadMarkets(): Promise<Read<CcxtExchange>> {
    try {
      this.opening ??= this.openExchange();
      const { exchange, transport } = await this.opening.catch((error: unknown) => {
        this.opening = null;
        throw error;
      });
      // Without `reload` ccxt hands out its first failure for ever.
      await transport.patiently(() => exchange.loadMarkets(true));
      await this.venue.begin?.(exchange);
      this.loadedAtMs = this.options.clock.monotonicMs();
      return { ok: true, value: exchange };
    } catch (error) {
      const { words } = troubleOf(error, this.venue, this.clean);
      const retryAfterMs = ccxtLimits.marketsRetryMs;
      return { ok: false, words: `the markets can't be loaded: ${words}`, retryAfterMs };
    }
  }

  private async openExchange(): Promise<Opened> {
    const { exchange: id, keys, sandbox, urls, markets } = this.options;
    const unknown = markets?.find((name) => !(name in this.venue.sections));
    if (unknown !== undefined) {
      const known = Object.keys(this.venue.sections).join(', ');
      throw new TransportTrouble('unsent', `"markets" names ${unknown}; here there are: ${known}`);
    }
    const Exchange = await loadClass(id);
    const exchange = new Exchange({
      apiKey: keys.key,
      secret: keys.secret,
      ...(keys.password !== null && { password: keys.password }),
      enableRateLimit: false,
      // Ours is the time limit; this one would only end the waiting and not the request.
      timeout: ccxtLimits.marketsCallMs * 2,
      number: String,
      enableLastHttpResponse: false,
      enableLastResponseHeaders: false,
      // What currencies can be withdrawn to is of no use here, and asked for with the keys.
      has: { fetchCurrencies: false },
      options: this.venue.options,
      fetchImplementation: (url: string, init: Parameters<Transport['fetch']>[1]) => transport.fetch(url, init),
    });
    if (sandbox) enterSandbox(exchange, this.venue);
    const stranger = Object.keys(urls).find((origin) => origin !== '*' && !originsOf(exchange).includes(origin));
    if (stranger !== undefined) {
      const known = originsOf(exchange).join(', ');
      throw new TransportTrouble(
        'unsent',
        `"urls" names ${stranger}, which is not an origin of ${id}; these are: ${known}`,
      );
    }
    const transport = new Transport({
      urls,
      pings: [...new Set(this.sections.flatMap((section) => section.ping(urlFinder(exchange)) ?? []))],
      isWhole: this.venue.isWhole,
      onSend: (origin) => {
        const sent = this.budgetsAt(origin, exchange).map(({ budget, rule }) => ({
          budget,
          rule,
          nth: budget.spent(),
        }));
        return (heard) => this.hear(heard, sent);
      },
      onPing: (origin) => {
        const here = this.sectionsAt(origin, exchange);
        const costs = new Map(here.map(({ listing, weights }) => [listing, weights.ping ?? 1]));
        for (const [budget, weight] of costs) budget.count('reading', weight);
      },
    });
    if (this.disposed) transport.dispose();
    this.opened = { exchange, transport };
    return this.opened;
  }

  /** What an answer tells of the venue's count, and a pause where it has refused for that. */
  private hear({ status, header }: Heard, sent: readonly (RuledBudget & { nth: number })[]): void {
    if (status === 429 || status === 418) {
      const seconds = Number(header('retry-after'));
      const namedMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : this.guessedMs('');
      for (const { budget } of sent) budget.pause(Math.min(namedMs, ccxtLimits.retryAfterMaxMs));
    }
    const allowance = this.venue.allowance?.(header);
    if (!allowance) return;
    const dateMs = Date.parse(header('date') ?? '');
    const nowMs = Number.isNaN(dateMs) ? this.options.clock.wallMs() : dateMs;
    for (const { budget, rule, nth } of sent) {
      const perWindow = allowance.limit ?? rule.perWindow;
      const resetInMs = rule.windowMs - (nowMs % rule.windowMs) + ccxtLimits.resetMarginMs;
      budget.hear({ perWindow, remaining: Math.max(0, perWindow - allowance.used), resetInMs }, nth);
    }
  }

  /** The budgets of the sections at a host, or of those whose host is not known. */
  private budgetsAt(origin: string, exchange: CcxtExchange): RuledBudget[] {
    const rules = this.sectionsAt(origin, exchange).flatMap((section) => [section.budget, listRule(section)]);
    return [...new Set(rules)].map((rule) => ({ rule, budget: this.budget(rule) }));
  }

  private sectionsAt(origin: string, exchange: CcxtExchange): ActiveSection[] {
    return this.sections.filter((section) => {
      const ping = section.ping(urlFinder(exchange));
      return ping === null || new URL(ping).origin === origin;
    });
  }
}

/** The budget of readings. */
export function listRule({ budget, listBudget }: Section): BudgetRule {
  return listBudget ?? budget;
}

function budgetFor({ spending, listing }: ActiveSection, purpose: Purpose): Budget {
  return purpose === 'reading' ? listing : spending;
}

/** Throws where there is none: what is called a sandbox must never be the real account. */
function enterSandbox(exchange: CcxtExchange, { sandboxIsDemo }: Venue): void {
  if (sandboxIsDemo !== true) exchange.setSandboxMode(true);
  else if (exchange.enableDemoTrading) exchange.enableDemoTrading(true);
  else throw new TransportTrouble('unsent', `ccxt's ${exchange.id} has no demo trading`);
}

async function loadClass(id: string) {
  try {
    return await loadExchangeClass(id);
  } catch (error) {
    throw new TransportTrouble('unsent', error instanceof Error ? error.message : String(error));
  }
}
