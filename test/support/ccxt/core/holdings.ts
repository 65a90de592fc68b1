import { decimal } from '../../../../src/shared/decimal.ts';
import type { Instrument, Leg, Side } from './types.ts';

/** Wallets and positions. A leg of a hedge has the sign of its side: the short leg is negative. */
export class Holdings {
  private readonly wallets = new Map<string, string>();
  private readonly legs = new Map<string, { instrument: string; leg: Leg; quantity: string }>();

  balance(currency: string): string {
    return this.wallets.get(currency) ?? '0';
  }

  /** Every currency whose wallet was ever touched. */
  balances(): [string, string][] {
    return [...this.wallets];
  }

  setBalance(currency: string, quantity: string): void {
    this.wallets.set(currency, quantity);
  }

  position(instrument: string, leg: Leg): string {
    return this.legs.get(`${instrument} ${leg}`)?.quantity ?? '0';
  }

  /** Those that are not zero. */
  positions(): { instrument: string; leg: Leg; quantity: string }[] {
    return [...this.legs.values()].filter(({ quantity }) => !decimal.isZero(quantity));
  }

  setPosition(instrument: string, leg: Leg, quantity: string): void {
    this.legs.set(`${instrument} ${leg}`, { instrument, leg, quantity });
  }

  /** Carries out a trade at the instrument's price; what the holding was before and after. */
  trade(
    { id, kind, base, quote, price }: Instrument,
    leg: Leg,
    side: Side,
    quantity: string,
  ): { before: string; after: string } {
    const signed = side === 'buy' ? quantity : decimal.negate(quantity);
    const before = kind === 'spot' ? this.balance(base) : this.position(id, leg);
    const after = decimal.plus(before, signed);
    if (kind === 'spot') {
      this.setBalance(base, after);
      this.setBalance(quote, decimal.minus(this.balance(quote), decimal.times(signed, price)));
    } else {
      this.setPosition(id, leg, after);
    }
    return { before, after };
  }
}
