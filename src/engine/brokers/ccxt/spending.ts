import type { Clock } from '../../clock.ts';
import { Budget, type Purpose } from '../budget/budget.ts';
import type { CcxtExchange } from './library.ts';
import { budgetLimits, ccxtLimits } from './limits.ts';
import { urlFinder } from './origins.ts';
import type { Heard } from './transport.ts';
import type { Allowance, BudgetRule, Section, Venue } from './venues/venue.ts';

/** A section in use: with its name in the venue's table, and its budgets for commands and for lists. */
export type ActiveSection = Section & { name: string; spending: Budget; listing: Budget };

interface RuledBudget {
  rule: BudgetRule;
  budget: Budget;
}

/** What an answer has told of the venue's count, before the request that it belongs to is called answered. */
interface Told {
  allowance: Allowance;
  budgets: readonly RuledBudget[];
  /** When it was said: by the venue's wall clock, where the answer has a date, and by our monotonic one. */
  dateMs: number;
  heardAtMs: number;
}

/** The sections of an account that are in use, and what may be spent on each; sections that share a rule share its budget. */
export class Spending {
  readonly sections: readonly ActiveSection[];
  private readonly venue: Venue;
  private readonly clock: Clock;
  private readonly budgetOf: ReadonlyMap<BudgetRule, Budget>;
  private told: Told[] = [];

  /** `names`: of sections; those that the venue's table does not have are passed over. */
  constructor(venue: Venue, names: readonly string[], clock: Clock) {
    this.venue = venue;
    this.clock = clock;
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

  /** Counts what is being sent. What comes back is called once, when all of it has been answered, or is waited for no more. */
  count(section: ActiveSection, purpose: Purpose, weight: number): () => void {
    const answered = budgetFor(section, purpose).count(purpose, weight);
    return () => {
      answered();
      this.takeIn();
    };
  }

  /** A request goes out to a host; what is returned is told of its answer. */
  sent(origin: string, exchange: CcxtExchange): (heard: Heard) => void {
    return (heard) => this.hear(heard, this.budgetsAt(origin, exchange));
  }

  /** A connection that is kept open is not worth a request that would make a ban longer. */
  mayPing(origin: string, exchange: CcxtExchange): boolean {
    return this.budgetsAt(origin, exchange).every(({ budget }) => !budget.isPaused());
  }

  /** A request that only keeps a connection open goes out; what is returned is called when that is over. */
  pinged(origin: string, exchange: CcxtExchange): () => void {
    const here = this.sectionsAt(origin, exchange);
    const costs = new Map(here.map(({ listing, weights }) => [listing, weights.ping ?? 1]));
    const answered = [...costs].map(([budget, weight]) => budget.count('reading', weight));
    return () => {
      for (const each of answered) each();
    };
  }

  /** A request was one too many: pauses its budget, by the time that the answer named or by a guess. Milliseconds to wait. */
  refused(budget: Budget, words: string): number {
    this.noteBan(words);
    // Words that tell of a longer time count also when a shorter one has begun.
    if (this.venue.pauseMs || !budget.isPaused()) budget.pause(this.guessedMs(words));
    return Math.ceil(budget.waitMs('bulk', 0));
  }

  /** Words that tell of a ban of the address concern every section, whichever of them has met it; others are left alone. */
  noteBan(words: string): void {
    if (this.venue.ban?.test(words) !== true) return;
    for (const budget of this.budgetOf.values()) budget.pause(this.guessedMs(words));
  }

  private guessedMs(words: string): number {
    return this.venue.pauseMs?.(words) ?? ccxtLimits.retryAfterMs;
  }

  private budget(rule: BudgetRule): Budget {
    const budget = this.budgetOf.get(rule);
    if (!budget) throw new Error('every section has a budget');
    return budget;
  }

  /** What an answer tells of the venue's count, and a pause where it has refused for that. */
  private hear({ status, header }: Heard, budgets: readonly RuledBudget[]): void {
    if (status === 429 || status === 418) {
      const seconds = Number(header('retry-after'));
      const namedMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : this.guessedMs('');
      for (const { budget } of budgets) budget.pause(Math.min(namedMs, ccxtLimits.retryAfterMaxMs));
    }
    const allowance = this.venue.allowance?.(header);
    if (!allowance) return;
    const dateMs = Date.parse(header('date') ?? '');
    this.told.push({
      allowance,
      budgets,
      dateMs: Number.isNaN(dateMs) ? this.clock.wallMs() : dateMs,
      heardAtMs: this.clock.monotonicMs(),
    });
  }

  /** Believes what the answers have told, now that it is known which requests they belong to. */
  private takeIn(): void {
    const nowMs = this.clock.monotonicMs();
    for (const { allowance, budgets, dateMs, heardAtMs } of this.told.splice(0)) {
      for (const { budget, rule } of budgets) {
        const perWindow = allowance.limit ?? rule.perWindow;
        const resetAtMs = heardAtMs + rule.windowMs - (dateMs % rule.windowMs) + ccxtLimits.resetMarginMs;
        const remaining = Math.max(0, perWindow - allowance.used);
        budget.hear({ perWindow, remaining, resetInMs: resetAtMs - nowMs });
      }
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

/** The budget that a call is counted against. */
export function budgetFor({ spending, listing }: ActiveSection, purpose: Purpose): Budget {
  return purpose === 'reading' ? listing : spending;
}
