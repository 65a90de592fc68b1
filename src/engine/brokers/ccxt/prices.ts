import type { Decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import { within } from '../../within.ts';
import type { Connection } from './connection.ts';
import { CcxtTickers } from './library.ts';
import { ccxtLimits } from './limits.ts';
import type { ActiveSection } from './spending.ts';

export interface KnownPrices {
  known: ReadonlyMap<string, Decimal>;
  /** Why not all are known of late; null when they are, or there is none to tell, as of a market that rests. */
  trouble: string | null;
}

/**
 * What is held in wallets is worth. For a while older prices do when there are no new ones; without any a full wallet would look poor,
 * which is why a reading waits for the first ones of an instrument. A kill needs none.
 */
export class Prices {
  private readonly connection: Pick<Connection, 'send'>;
  private readonly clock: Clock;
  private readonly prices = new Map<string, Decimal>();
  private readonly asked = new Set<string>();
  private readAtMs = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;
  /** Why the last question brought nothing; null when it did. */
  private words: string | null = 'no answer yet';

  constructor(connection: Pick<Connection, 'send'>, clock: Clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** In a kill a reading waits for a moment at most. */
  async of(section: ActiveSection, symbols: readonly string[], isKill: boolean): Promise<KnownPrices> {
    if (symbols.length === 0) return { known: this.prices, trouble: null };
    const isYounger = (thanMs: number) => this.clock.monotonicMs() - this.readAtMs < thanMs;
    const isOfNow = () => this.asking === null && this.words === null;
    const isKnown = () =>
      symbols.every((symbol) => this.asked.has(symbol)) && (isOfNow() || isYounger(ccxtLimits.moneyKeptMs));
    if (!isKnown() || !isYounger(ccxtLimits.pricesKeptMs)) {
      this.asking ??= this.ask(section, symbols).finally(() => {
        this.asking = null;
      });
      const waitMs = isKill ? ccxtLimits.moneyWaitMs : ccxtLimits.pricesWaitMs;
      await (isKnown() || isKill ? within(this.asking, waitMs) : this.asking);
    }
    return { known: this.prices, trouble: isKnown() ? null : (this.words ?? 'no answer yet') };
  }

  private async ask(section: ActiveSection, symbols: readonly string[]): Promise<void> {
    // Not asked of the budget: the reading that this is a part of has been let through.
    const reply = await this.connection.send(section, 'reading', section.weights.prices, async (exchange) =>
      CcxtTickers.parse(await exchange.fetchTickers(symbols.map((symbol) => bare(symbol, section)))),
    );
    this.words = reply.kind === 'answer' ? null : reply.words;
    if (reply.kind !== 'answer') return;
    for (const symbol of symbols) {
      const { last, close, bid } = reply.value[bare(symbol, section)] ?? {};
      const price = last ?? close ?? bid;
      if (price) this.prices.set(symbol, price);
      this.asked.add(symbol);
    }
    this.readAtMs = this.clock.monotonicMs();
  }
}

/** ccxt's symbol of an instrument of a wallet. */
function bare(symbol: string, { mark }: ActiveSection): string {
  return symbol.slice(0, symbol.length - mark.length);
}
