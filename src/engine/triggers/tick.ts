import { formatDuration } from '../../shared/duration.ts';

/** A price as it came from a broker or a bot: undefined where it was not given, NaN where it was no number. */
export interface Tick {
  symbol: string;
  bid?: number | undefined;
  ask?: number | undefined;
  last?: number | undefined;
  /** Wall clock, milliseconds since 1970; NaN where it could not be read. */
  atMs: number;
  /** Whether its market is open: a closed one owes no fresh price. */
  open: boolean;
}

/** What is compared with: the last tick that was sound. */
export interface SoundTick {
  price: number;
  atMs: number;
}

export interface TickRules {
  maxAgeMs: number;
  /** A fraction of the last sound price. */
  maxJump: number;
}

export type Judged = { ok: true; sound: SoundTick } | { ok: false; why: string };

/** Whether one tick makes sense. `nowMs` is the time of the clock that `atMs` comes from. */
export function judgeTick(tick: Tick, before: SoundTick | null, rules: TickRules, nowMs: number): Judged {
  const price = tick.last ?? middle(tick.bid, tick.ask);
  if (price === undefined) return { ok: false, why: 'it has no price' };
  const why = faultOfPrices(tick) ?? faultOfTime(tick, before, rules, nowMs) ?? faultOfMove(before, price, rules);
  return why === null ? { ok: true, sound: { price, atMs: tick.atMs } } : { ok: false, why };
}

function faultOfPrices({ bid, ask, last }: Tick): string | null {
  const why = faultOfPrice('bid', bid) ?? faultOfPrice('ask', ask) ?? faultOfPrice('last', last);
  if (why !== null || bid === undefined || ask === undefined) return why;
  return bid > ask ? `crossed: bid ${bid} above ask ${ask}` : null;
}

function faultOfPrice(name: string, price: number | undefined): string | null {
  if (price === undefined) return null;
  if (!Number.isFinite(price)) return `${name} is no number`;
  return price > 0 ? null : `${name} ${price} is not above zero`;
}

function faultOfTime(
  { atMs, open }: Tick,
  before: SoundTick | null,
  { maxAgeMs }: TickRules,
  nowMs: number,
): string | null {
  if (Number.isNaN(atMs)) return 'its time is no time';
  if (atMs - nowMs > maxAgeMs) return `its time is ${formatDuration(atMs - nowMs)} ahead`;
  if (open && nowMs - atMs > maxAgeMs) return `stale: ${formatDuration(nowMs - atMs)} old`;
  return before && atMs < before.atMs ? `its time runs back by ${formatDuration(before.atMs - atMs)}` : null;
}

function faultOfMove(before: SoundTick | null, price: number, { maxJump }: TickRules): string | null {
  if (before === null || Math.abs(price / before.price - 1) <= maxJump) return null;
  return `jumped from ${before.price} to ${price}`;
}

function middle(bid: number | undefined, ask: number | undefined): number | undefined {
  if (bid === undefined || ask === undefined) return bid ?? ask;
  return (bid + ask) / 2;
}
