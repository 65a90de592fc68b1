import type { BrokerState, EngineState, FlattenProgress, KillState } from '../../shared/api/state.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { phaseWord } from '../../shared/words.ts';
import { grouped, plural } from './numbers.ts';
import { runningTime } from './time.ts';

/** A bar that empties: `left` of `total` are still open. */
export interface Bar {
  label: string;
  left: number;
  total: number;
}

export interface BrokerFlatten {
  name: string;
  /** One word or two, as the engine has it: flat only when the broker has confirmed it. */
  verdict: string;
  bars: Bar[];
  /** The last thing that the venue said, or why it can't be read. */
  words: string;
  time: string;
}

/** Whether a kill is engaged, and so has work to show. */
export function engagedKill(state: EngineState): KillState | null {
  return state.state === 'armed' ? null : state.kill;
}

/** Whether a broker has confirmed that nothing is open there, and can still be asked: a line is enough for it then. */
export function isDone({ flatten, trouble }: BrokerState): boolean {
  return isFlat(flatten) && trouble === null;
}

function isFlat(flatten: FlattenProgress | null): boolean {
  return flatten?.flat === true && flatten.settledAt !== null;
}

/** `2 of 3 flat`; null where there is only one, which says so itself. */
export function flatCount(brokers: readonly BrokerState[]): string | null {
  return brokers.length < 2
    ? null
    : `${brokers.filter(({ flatten }) => isFlat(flatten)).length} of ${brokers.length} flat`;
}

/** How far one broker is. `nowMs` is the engine’s clock, standing still while the engine is not heard. */
export function brokerFlatten(
  broker: BrokerState,
  { firedAt, settledAt: killSettledAt }: Pick<KillState, 'firedAt' | 'settledAt'>,
  nowMs: number,
): BrokerFlatten {
  const { name, flatten, trouble } = broker;
  if (flatten === null) {
    return { name, verdict: 'waiting', bars: [], words: trouble ?? 'waiting to be read', time: '' };
  }
  const { settledAt, words } = flatten;
  const untilMs = settledAt === null ? nowMs : Date.parse(settledAt);
  // A restarted engine asks every broker again and confirms anew; none took longer than the kill did.
  const endMs = killSettledAt === null ? untilMs : Math.min(untilMs, Date.parse(killSettledAt));
  return {
    name,
    verdict: phaseWord(flatten),
    bars: [
      bar('orders', flatten.cancelled, flatten.cancelTotal, flatten),
      bar('positions', flatten.closed, flatten.closeTotal, flatten),
    ],
    words: trouble === null ? words : `can't be read: ${trouble}`,
    time: runningTime(endMs - Date.parse(firedAt)),
  };
}

/** One thing that the venue still lists, and how the work on it stands. */
export interface StillOpen {
  key: string;
  name: string;
  quantity: Decimal;
  standing: string;
}

/** What is left at one broker, positions first: what is gone is no longer in it. */
export function stillOpen({ positions, orders, flatten }: BrokerState): StillOpen[] {
  const retries = new Map(flatten?.retries.map((retry) => [thingKey(retry.symbol, retry.orderId), retry]));
  const standing = (key: string, first: string): string => {
    const retry = retries.get(key);
    return retry === undefined ? first : `${tryWords(retry.tries)}: ${retry.words}`;
  };
  return [
    ...positions.map(({ symbol, quantity }) => {
      const key = thingKey(symbol);
      return { key, name: symbol, quantity, standing: standing(key, 'to be closed') };
    }),
    ...orders.map(({ id, symbol, side, type, quantity, closes }) => {
      const key = thingKey(symbol, id);
      const first = closes ? 'Scram’s own, closing' : 'to be cancelled';
      return { key, name: `${symbol}, ${side} ${type}`, quantity, standing: standing(key, first) };
    }),
  ];
}

function thingKey(symbol: string, orderId?: string): string {
  return orderId === undefined ? `position ${symbol}` : `order ${orderId}`;
}

function tryWords(tries: number): string {
  return tries === 1 ? 'tried once' : `tried ${tries} times`;
}

function bar(things: string, done: number, total: number, flatten: FlattenProgress): Bar {
  const left = total - done;
  if (total > 0)
    return { label: `${grouped(String(left))} of ${plural(total, things.slice(0, -1))} open`, left, total };
  const isKnown = flatten.flat || flatten.phase === 'confirming';
  return { label: isKnown ? `no ${things}` : `no ${things} seen yet`, left, total };
}
