import type { Decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import { within } from '../../journal/within.ts';
import type { Read } from '../broker.ts';
import type { Connection } from './connection.ts';
import { CcxtTickers } from './library.ts';
import { ccxtLimits } from './limits.ts';
import type { ActiveSection } from './spending.ts';

/**
 * What is held in wallets is worth. A kill needs no prices, so that older ones do when there are no new ones; but without any a full
 * wallet would look poor, which is why the first readings wait for them, and later ones for a moment.
 */
export class Prices {
  private readonly connection: Pick<Connection, 'send'>;
  private readonly clock: Clock;
  private readonly known = new Map<string, Decimal>();
  /** Asked for at least once: what has no price then has none, such as a market that rests. */
  private readonly asked = new Set<string>();
  private readAtMs = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private refreshing: Promise<unknown> | null = null;

  constructor(connection: Pick<Connection, 'send'>, clock: Clock) {
    this.connection = connection;
    this.clock = clock;
  }

  async of(section: ActiveSection, symbols: readonly string[]): Promise<Read<ReadonlyMap<string, Decimal>>> {
    const missing = symbols.filter((symbol) => !this.asked.has(symbol));
    const isFresh = this.clock.monotonicMs() - this.readAtMs < ccxtLimits.pricesKeptMs;
    if (symbols.length === 0 || (missing.length === 0 && isFresh)) return { ok: true, value: this.known };
    if (missing.length === 0) {
      this.refreshing ??= this.ask(section, symbols).finally(() => {
        this.refreshing = null;
      });
      await within(this.refreshing, ccxtLimits.pricesWaitMs);
      return { ok: true, value: this.known };
    }
    const trouble = await this.ask(section, symbols);
    this.failures += trouble === null ? 0 : 1;
    if (trouble === null || this.failures >= ccxtLimits.pricesTries) return { ok: true, value: this.known };
    return { ok: false, words: `no prices for what is held: ${trouble}` };
  }

  /** Why there are none; null when they have come. */
  private async ask(section: ActiveSection, symbols: readonly string[]): Promise<string | null> {
    // The reading that this is a part of has been let through, and would be of no use without it.
    const reply = await this.connection.send(section, 'reading', section.weights.prices, async (exchange) =>
      CcxtTickers.parse(await exchange.fetchTickers(symbols.map((symbol) => bare(symbol, section)))),
    );
    if (reply.kind !== 'answer') return reply.words;
    for (const symbol of symbols) {
      const { last, close, bid } = reply.value[bare(symbol, section)] ?? {};
      const price = last ?? close ?? bid;
      if (price) this.known.set(symbol, price);
      this.asked.add(symbol);
    }
    this.readAtMs = this.clock.monotonicMs();
    return null;
  }
}

/** ccxt's symbol of an instrument of a wallet. */
function bare(symbol: string, { mark }: ActiveSection): string {
  return symbol.slice(0, symbol.length - mark.length);
}
