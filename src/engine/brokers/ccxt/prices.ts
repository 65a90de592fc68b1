import type { Decimal } from '../../../shared/decimal.ts';
import type { Clock } from '../../clock.ts';
import { within } from '../../within.ts';
import type { Connection } from './connection.ts';
import { CcxtTickers } from './library.ts';
import { ccxtLimits } from './limits.ts';
import type { ActiveSection } from './spending.ts';

export interface KnownPrices {
  known: ReadonlyMap<string, Decimal>;
  /** Why some of the prices have never been told; null when all have been, or there is none to tell, as of a market that rests. */
  trouble: string | null;
}

/**
 * What is held in wallets is worth. A kill needs no prices, so that older ones do when there are no new ones; but without any a full
 * wallet would look poor, which is why a reading waits for the first ones of an instrument, and for later ones for a moment.
 */
export class Prices {
  private readonly connection: Pick<Connection, 'send'>;
  private readonly clock: Clock;
  private readonly prices = new Map<string, Decimal>();
  private readonly asked = new Set<string>();
  private readAtMs = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | null = null;
  private words = 'no answer yet';

  constructor(connection: Pick<Connection, 'send'>, clock: Clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** In a kill a reading waits for a moment at most. */
  async of(section: ActiveSection, symbols: readonly string[], isKill: boolean): Promise<KnownPrices> {
    const isMissing = () => symbols.some((symbol) => !this.asked.has(symbol));
    const isFresh = this.clock.monotonicMs() - this.readAtMs < ccxtLimits.pricesKeptMs;
    if (symbols.length > 0 && (isMissing() || !isFresh)) {
      this.asking ??= this.ask(section, symbols).finally(() => {
        this.asking = null;
      });
      const waitMs = isKill ? ccxtLimits.moneyWaitMs : ccxtLimits.pricesWaitMs;
      await (isMissing() && !isKill ? this.asking : within(this.asking, waitMs));
    }
    return { known: this.prices, trouble: isMissing() ? this.words : null };
  }

  private async ask(section: ActiveSection, symbols: readonly string[]): Promise<void> {
    // Not asked of the budget: the reading that this is a part of has been let through.
    const reply = await this.connection.send(section, 'reading', section.weights.prices, async (exchange) =>
      CcxtTickers.parse(await exchange.fetchTickers(symbols.map((symbol) => bare(symbol, section)))),
    );
    if (reply.kind !== 'answer') {
      this.words = reply.words;
      return;
    }
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
