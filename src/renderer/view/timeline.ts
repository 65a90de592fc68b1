import type { JournalRow, Liquidation } from '../../shared/api/journal.ts';
import { grouped, plural } from './numbers.ts';
import { betweenMs } from './time.ts';

export interface TimelineEntry {
  seq: number;
  at: string;
  /** Since the kill fired: `+0.004 s`. */
  offset: string;
  kind: string;
  sentence: string;
}

/** The journal's rows on one kill, oldest first. */
export function timeline({ rows, firedAt }: Pick<Liquidation, 'rows' | 'firedAt'>): TimelineEntry[] {
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at,
    offset: offsetSeconds(betweenMs(firedAt, row.at)),
    kind: row.kind,
    sentence: rowSentence(row),
  }));
}

function offsetSeconds(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${grouped((Math.abs(ms) / 1_000).toFixed(3))} s`;
}

/** One row in words. A kind that this version doesn't know is shown by its name and its reason alone. */
function rowSentence(row: JournalRow): string {
  const words = wordsOfKind.get(row.kind)?.(reader(row.data)) ?? '';
  const broker = row.data.broker;
  return [typeof broker === 'string' ? `${broker}:` : '', words, row.reason ?? ''].filter(Boolean).join(' ');
}

/** Rows are the engine's, of whatever version wrote them: what isn't of the expected form is left out, never an error. */
interface Reader {
  text(name: string): string;
  amount(name: string): string;
  count(name: string): number;
  list(name: string): string;
  flat(): string;
  /** The venue's answer: how it took it, and its words. */
  answer(): string;
}

function reader(data: JournalRow['data']): Reader {
  const text = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return {
    text,
    amount: (name) => grouped(text(name)),
    count: (name) => (Array.isArray(data[name]) ? data[name].length : 0),
    list: (name) => (Array.isArray(data[name]) ? data[name].filter((each) => typeof each === 'string').join(', ') : ''),
    flat: () => (data.flat === true ? 'flat' : 'not flat'),
    answer() {
      const { kind, words } = (data.answer ?? {}) as { kind?: unknown; words?: unknown };
      return [kind, words].filter((each) => typeof each === 'string' && each !== '').join(', ');
    },
  };
}

function orderWords(data: Reader): string {
  return data.text('orderId') === '*' ? 'every order' : `order ${data.text('orderId')}`;
}

const wordsOfKind = new Map<string, (data: Reader) => string>(
  Object.entries({
    KILL_FIRED: () => 'the latch is engaged:',
    KILL_JOINED: () => 'a further signal:',
    BOOK_READ: (data: Reader) =>
      `read ${plural(data.count('positions'), 'position')} and ${plural(data.count('orders'), 'order')}`,
    CANCEL_SENT: (data: Reader) => `cancel sent for ${orderWords(data)}`,
    CLOSE_SENT: (data: Reader) =>
      `close sent: ${data.text('side')} ${data.amount('quantity')} ${data.text('symbol')}${data.text('limitPrice') && ` at ${data.amount('limitPrice')} or better`}`,
    CANCEL_ANSWERED: (data: Reader) => `cancel of ${orderWords(data)} ${data.answer()}`,
    CLOSE_ANSWERED: (data: Reader) => `close of ${data.text('symbol')} ${data.answer()}`,
    CLOSE_FILLED: (data: Reader) =>
      `filled ${data.amount('filledQuantity')} ${data.text('symbol')}${data.text('averagePrice') && ` at ${data.amount('averagePrice')}`}`,
    REAPPEARED: (data: Reader) =>
      `came back: ${plural(data.count('positions'), 'position')} and ${plural(data.count('orders'), 'order')}`,
    BROKER_SETTLED: (data: Reader) => `settled, ${data.flat()}`,
    KILL_SETTLED: (data: Reader) => `every broker has settled, ${data.flat()}`,
    FLAT_CHANGED: (data: Reader) => `now ${data.flat()}`,
    BOTS_HELD: (data: Reader) => `told to ${data.text('to')}: ${data.list('bots')};`,
    BOT_TOLD: (data: Reader) => `${data.text('bot')} has taken the order to ${data.text('to')}:`,
    BOT_HALTED: (data: Reader) => `${data.text('bot')} is halted:`,
    BOT_PAUSED: (data: Reader) => `${data.text('bot')} is paused:`,
    BOT_HALT_FAILED: (data: Reader) => `${data.text('bot')} did not ${data.text('to')} in time:`,
    BOT_RETURNED: (data: Reader) => `${data.text('bot')} came back:`,
    BOT_RESUMED: (data: Reader) => `${data.text('bot')} is let go:`,
    ALERT_SENT: (data: Reader) => `told on ${data.text('channel')}`,
    ALERT_FAILED: (data: Reader) => `not told on ${data.text('channel')}:`,
    ALERTS_ACKNOWLEDGED: () => 'somebody has taken the kill',
    PEER_TOLD: (data: Reader) => `the engine ${data.text('peer')} has taken the kill`,
    RESET: () => 'reset:',
    RESET_REFUSED: (data: Reader) => `reset refused, ${plural(data.count('against'), 'thing')} against it:`,
  }),
);
