import type { Liquidation } from '../../../shared/api/journal.ts';
import type { Residual } from '../../../shared/api/state.ts';
import { formatDuration } from '../../../shared/duration.ts';
import type { Source } from '../../../shared/source.ts';
import { outcomeSentence, sourceName } from '../../../shared/words.ts';
import type { Kill, LastReset } from '../../switch/latch.ts';
import { alertLimits } from '../limits.ts';
import { type AlertMessage, type AlertTableRow, fitted } from '../message.ts';
import { plain, titleCharacters } from './common.ts';

/** What was open at the brokers as they were read last before the kill. */
export interface KillFacts {
  paper: boolean;
  brokers: readonly { name: string; positions: number; orders: number }[];
}

type KillName = Pick<Kill, 'killId' | 'reason' | 'source' | 'firedAt'>;

export function killThread(killId: string): string {
  return `kill:${killId}`;
}

/** `again`: 0 for the first; later ones are told because nobody has acknowledged it. `now`: when it is told. */
export function killFired(kill: KillName, { paper, brokers }: KillFacts, again: number, now: string): AlertMessage {
  const { killId, reason, source, firedAt } = kill;
  const title = again === 0 ? `KILL: ${reason}` : `KILL, nobody has acknowledged it: ${reason}`;
  const by = `The kill switch was engaged by ${sourceName(source)}: ${reason}.`;
  const work = again === 0 ? 'Orders are refused, everything open is being closed.' : '';
  return {
    ...plain,
    id: `fired:${killId}:${firedAt}${again === 0 ? '' : `:${again}`}`,
    thread: killThread(killId),
    step: 'opened',
    severity: 'critical',
    title: fitted(title, titleCharacters),
    sentence: `${by} ${work}`.trim(),
    nextAction: 'Acknowledge it ("scram alerts acknowledge"), then look at the page or "scram status".',
    numbers: brokers.map(({ name, positions, orders }) => {
      return { label: name, value: `${counted(positions, 'position')}, ${counted(orders, 'order')} when last read` };
    }),
    killId,
    paper,
    at: again === 0 ? firedAt : now,
    actions: ['acknowledge'],
    slot: again === 0 ? null : 'reminder',
  };
}

export interface Outcome {
  killId: string;
  flat: boolean;
  residuals: readonly Residual[];
  at: string;
  /** From the kill to this; null for what changed later. */
  elapsedMs: number | null;
  urgent: boolean;
  paper: boolean;
  /** null where it could not be read in time, or was not asked for. */
  liquidation: { instruments: readonly Closed[] } | null;
}

type Closed = Pick<Liquidation['instruments'][number], keyof AlertTableRow>;

/** How a kill has come out: flat after so long, or what is left. */
export function killOutcome(outcome: Outcome): AlertMessage {
  const { killId, flat, residuals, at, elapsedMs, urgent, paper, liquidation } = outcome;
  const after = elapsedMs === null ? 'now' : `after ${formatDuration(elapsedMs)}`;
  const rows = (liquidation?.instruments ?? []).map(tableRow);
  const left = residuals.slice(0, residualsNamed).map(({ broker, symbol, quantity, outcome }) => {
    return { label: `${broker} ${symbol}`, value: `${quantity ?? 'size unknown'}: ${outcomeSentence(outcome)}` };
  });
  const more = residuals.length - left.length;
  return {
    ...plain,
    id: `outcome:${killId}:${at}`,
    thread: killThread(killId),
    step: 'updated',
    severity: flat ? 'info' : 'critical',
    title: flat ? `FLAT ${after}` : `NOT FLAT ${after}: ${counted(residuals.length, 'thing')} left`,
    sentence: flat
      ? `Every broker has confirmed zero orders and zero positions ${after}. Trading stays shut until a reset.`
      : `Not everything could be closed ${after}. Scram goes on trying.`,
    nextAction: flat ? '' : 'Look at the broker’s own site and close by hand what must not wait.',
    numbers: [...left, ...(more > 0 ? [{ label: 'Left out', value: `${more} more: see "scram status"` }] : [])],
    table: rows.slice(0, alertLimits.tableRows),
    tableLeftOut: Math.max(0, rows.length - alertLimits.tableRows),
    killId,
    paper,
    at,
    actions: flat ? [] : ['acknowledge'],
    urgent,
    slot: elapsedMs === null ? 'change' : null,
  };
}

const residualsNamed = 8;

function tableRow(instrument: Closed): AlertTableRow {
  const { broker, symbol, quantityAtKill, filledQuantity, averagePrice, outcome } = instrument;
  return { broker, symbol, quantityAtKill, filledQuantity, averagePrice, outcome: outcome ?? 'unknown' };
}

export function killReset(reset: LastReset & { killId: string }, paper: boolean): AlertMessage {
  const { killId, at, source, reason } = reset;
  return {
    ...plain,
    id: `reset:${killId}:${at}`,
    thread: killThread(killId),
    step: 'closed',
    severity: 'info',
    title: fitted(`RESET: ${reason}`, titleCharacters),
    sentence: `The kill switch was reset by ${sourceName(source)}: ${reason}. It started no bot.`,
    killId,
    paper,
    at,
  };
}

export function killAcknowledged(killId: string, by: Source, at: string, paper: boolean): AlertMessage {
  return {
    ...plain,
    id: `acknowledged:${killId}:${at}`,
    thread: killThread(killId),
    step: 'acknowledged',
    severity: 'info',
    title: 'The kill is acknowledged',
    sentence: `Somebody has taken it, by ${sourceName(by)}. It is not told again.`,
    killId,
    paper,
    at,
  };
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
