import type { Liquidation } from '../../shared/api/journal.ts';

/** What a file that is handed out is called and holds. */
export interface ExportFile {
  name: string;
  type: string;
  text: string;
}

/** The whole kill with every row of the journal on it, as the engine gives it. */
export function killAsJson(kill: Liquidation): ExportFile {
  return { name: `${fileName(kill)}.json`, type: 'application/json', text: `${JSON.stringify(kill, null, 2)}\n` };
}

const header = [
  'kill_id',
  'fired_at',
  'record',
  'broker',
  'symbol',
  'order_id',
  'side',
  'order_type',
  'quantity',
  'last_price_at_kill',
  'filled_quantity',
  'average_price',
  'slippage_fraction',
  'outcome',
  'words',
] as const;
type Cells = Partial<Record<(typeof header)[number], string | null>>;

/** One line for each position, each order that was open, and each thing that is left (RFC 4180). Numbers keep every digit. */
export function killAsCsv(kill: Liquidation): ExportFile {
  const common = { kill_id: kill.killId, fired_at: kill.firedAt };
  const rows: Cells[] = [
    ...kill.instruments.map((each) => ({
      ...common,
      record: 'position',
      broker: each.broker,
      symbol: each.symbol,
      quantity: each.quantityAtKill,
      last_price_at_kill: each.lastPriceAtKill,
      filled_quantity: each.filledQuantity,
      average_price: each.averagePrice,
      slippage_fraction: each.slippageFraction,
      outcome: each.outcome,
      words: each.words,
    })),
    ...kill.cancelledOrders.map(({ broker, symbol, id, side, type, quantity }) => {
      return { ...common, record: 'order', broker, symbol, order_id: id, side, order_type: type, quantity };
    }),
    ...kill.residuals.map(({ broker, symbol, orderId = null, quantity, outcome, words }) => {
      return { ...common, record: 'residual', broker, symbol, order_id: orderId, quantity, outcome, words };
    }),
  ];
  const lines = [header.join(','), ...rows.map((cells) => header.map((name) => cell(cells[name] ?? '')).join(','))];
  return { name: `${fileName(kill)}.csv`, type: 'text/csv', text: `${lines.join('\r\n')}\r\n` };
}

const plainNumber = /^-?\d+(\.\d+)?$/;

/**
 * A spreadsheet takes a cell that begins like a formula for one, and venues' words are anybody's: such a cell begins with an
 * apostrophe instead (OWASP, CSV injection). A negative number is a number.
 */
function cell(text: string): string {
  const isFormula = /^[=+\-@\t\r\n]/.test(text) && !plainNumber.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With the kill's time, and nothing that a file system minds. */
function fileName({ firedAt, killId }: Liquidation): string {
  return `scram-kill-${firedAt.replace(/[:.]/g, '-')}-${killId.replace(/[^\w-]/g, '_')}`;
}
