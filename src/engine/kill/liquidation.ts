import * as z from 'zod';
import type { JournalRow, LiquidatedInstrument, Liquidation, LiquidationSummary } from '../../shared/api/journal.ts';
import { type Outcome, type Residual, Side } from '../../shared/api/state.ts';
import { Decimal, decimal } from '../../shared/decimal.ts';
import { isScramOrder } from '../flatten/client-order-id.ts';
import type { FlattenEvent, LatchEvent } from '../journal/events.ts';

type KillRow = JournalRow & (LatchEvent | FlattenEvent);
type RowOf<K extends KillRow['kind']> = Extract<KillRow, { kind: K }>;

/** Rows come from our own journal, whose chain vouches that their form is the one that `events.ts` gives to their kind. */
function rowsOf<K extends KillRow['kind']>(rows: readonly JournalRow[], kind: K): RowOf<K>[] {
  return rows.filter((row) => row.kind === kind) as RowOf<K>[];
}

/** One kill in a line; null when the rows hold no firing. `rows` are all rows of the kill, oldest first. */
export function summarise(rows: readonly JournalRow[]): LiquidationSummary | null {
  const [fired] = rowsOf(rows, 'KILL_FIRED');
  if (!fired) return null;
  const settled = rowsOf(rows, 'KILL_SETTLED').at(-1);
  const changed = rowsOf(rows, 'FLAT_CHANGED').at(-1);
  const reset = rowsOf(rows, 'RESET').at(-1);
  return {
    killId: fired.killId,
    source: fired.source,
    reason: fired.reason,
    firedAt: fired.at,
    settledAt: settled?.at ?? null,
    flat: changed?.data.flat ?? settled?.data.flat ?? false,
    resetAt: reset?.at ?? null,
    resetReason: reset?.reason ?? null,
  };
}

/** The liquidation log's page on one kill: what was open, what was done, what it fetched, what is left. */
export function liquidationOf(rows: readonly JournalRow[]): Liquidation | null {
  const summary = summarise(rows);
  if (!summary) return null;
  const signals = [...rowsOf(rows, 'KILL_FIRED'), ...rowsOf(rows, 'KILL_JOINED')];
  return {
    ...summary,
    signals: signals.map(({ source, reason, at }) => ({ source, reason, at })),
    cancelledOrders: ordersAtKill(rows),
    instruments: instrumentsOf(rows),
    residuals: lastResiduals(rows),
    rows: [...rows],
  };
}

function ordersAtKill(rows: readonly JournalRow[]): Liquidation['cancelledOrders'] {
  const books = [...rowsOf(rows, 'BOOK_READ'), ...rowsOf(rows, 'REAPPEARED')];
  const seen = new Map<string, Liquidation['cancelledOrders'][number]>();
  for (const { data } of books) {
    for (const order of data.orders) {
      if (isScramOrder(order)) continue;
      const { id, symbol, side, quantity, type } = order;
      seen.set(`${data.broker}/${id}`, { broker: data.broker, id, symbol, side, quantity, type });
    }
  }
  return [...seen.values()];
}

function lastResiduals(rows: readonly JournalRow[]): Residual[] {
  const last = rowsOf(rows, 'FLAT_CHANGED').at(-1) ?? rowsOf(rows, 'KILL_SETTLED').at(-1);
  return last?.data.residuals ?? [];
}

function instrumentsOf(rows: readonly JournalRow[]): LiquidatedInstrument[] {
  const instruments = new Map<string, LiquidatedInstrument>();
  const entry = (broker: string, symbol: string): LiquidatedInstrument => {
    const key = `${broker}/${symbol}`;
    const known = instruments.get(key);
    if (known) return known;
    const fresh: LiquidatedInstrument = {
      broker,
      symbol,
      quantityAtKill: null,
      lastPriceAtKill: null,
      filledQuantity: '0',
      averagePrice: null,
      slippageFraction: null,
      outcome: null,
      words: '',
    };
    instruments.set(key, fresh);
    return fresh;
  };
  for (const { data } of rowsOf(rows, 'BOOK_READ')) {
    for (const { symbol, quantity, lastPrice } of data.positions) {
      const instrument = entry(data.broker, symbol);
      // After a crash the book is read again; what was open at the kill is what the first reading says.
      instrument.quantityAtKill ??= quantity;
      instrument.lastPriceAtKill ??= lastPrice;
    }
  }
  for (const { data } of rowsOf(rows, 'CLOSE_ANSWERED')) entry(data.broker, data.symbol).words = data.answer.words;
  for (const { data } of uniqueFills(rows))
    addFill(entry(data.broker, data.symbol), data.filledQuantity, data.averagePrice);
  for (const { data } of rowsOf(rows, 'BROKER_SETTLED')) {
    for (const [symbol, outcome] of Object.entries<Outcome>(data.outcomes))
      entry(data.broker, symbol).outcome = outcome;
  }
  for (const instrument of instruments.values()) instrument.slippageFraction = slippage(instrument);
  return [...instruments.values()];
}

/**
 * A fill may be asked for twice (before and after a restart); the last word on an order counts, once. The same instrument at two
 * accounts is closed under the same client id.
 */
function uniqueFills(rows: readonly JournalRow[]): RowOf<'CLOSE_FILLED'>[] {
  const fills = rowsOf(rows, 'CLOSE_FILLED');
  return [...new Map(fills.map((row) => [`${row.data.broker}/${row.data.clientOrderId}`, row])).values()];
}

function addFill(instrument: LiquidatedInstrument, quantity: Decimal, price: Decimal | null): void {
  if (price === null || decimal.isZero(quantity)) return;
  const before = decimal.times(instrument.filledQuantity, instrument.averagePrice ?? '0');
  const total = decimal.plus(instrument.filledQuantity, quantity);
  instrument.averagePrice = decimal.round(decimal.over(decimal.plus(before, decimal.times(quantity, price)), total), 8);
  instrument.filledQuantity = total;
}

/** What the close cost against the last price, as a fraction of it: positive when a long sold lower or a short bought higher. */
function slippage({ quantityAtKill, lastPriceAtKill, averagePrice }: LiquidatedInstrument): Decimal | null {
  if (quantityAtKill === null || lastPriceAtKill === null || averagePrice === null) return null;
  if (decimal.isZero(lastPriceAtKill)) return null;
  const difference = decimal.over(decimal.minus(lastPriceAtKill, averagePrice), lastPriceAtKill);
  return decimal.round(decimal.sign(quantityAtKill) > 0 ? difference : decimal.negate(difference), 6);
}

const SentClose = z.object({
  broker: z.string(),
  symbol: z.string(),
  side: Side,
  quantity: Decimal,
  clientOrderId: z.string().regex(/-\d+$/),
});

/**
 * Closes that an earlier life of the engine may have placed in this kill, by broker. Of rows that were damaged, or are of another
 * version, nothing is taken: they must not end a start, and the venue knows the order's id all the same.
 */
export function earlierCloses(rows: readonly JournalRow[]) {
  const sent = rowsOf(rows, 'CLOSE_SENT').flatMap(({ data }) => {
    const close = SentClose.safeParse(data).data;
    if (close === undefined) return [];
    const { clientOrderId } = close;
    return [{ ...close, attempt: Number(clientOrderId.slice(clientOrderId.lastIndexOf('-') + 1)) }];
  });
  return Map.groupBy(sent, (close) => close.broker);
}
