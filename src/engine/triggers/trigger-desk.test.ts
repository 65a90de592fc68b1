import { beforeEach, describe, expect, it } from 'vitest';
import type { AutoTrigger } from '../../shared/auto-triggers.ts';
import type { Book, Broker } from '../brokers/broker.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { KillSignal } from '../switch/signal.ts';
import { PeakKeeper } from './peak-keeper.ts';
import { TriggerDesk, type TriggerMemory } from './trigger-desk.ts';

const marginCall = { event: 'MarginCall' } as const;
const drawdown = { event: 'PortfolioDrawdown', threshold: 0.25 } as const;
const pause = { event: 'CompliancePause' } as const;

let nowMs: number;
let book: Book;
let trouble: string | null;
let engaged: boolean;
let kills: KillSignal[];
let rows: JournalEvent[];
let kept: TriggerMemory | null;
let bugs: unknown[];
/** Whether a kill that is fired will outlast a crash, once that is known. */
let killIsKept: Promise<boolean>;

beforeEach(() => {
  nowMs = 0;
  book = { equity: '100', currency: 'USD', positions: [], orders: [], marginCall: null, blocked: null };
  trouble = null;
  engaged = false;
  kills = [];
  rows = [];
  kept = null;
  bugs = [];
  killIsKept = Promise.resolve(true);
});

function desk(triggers: AutoTrigger[], { clears = false, remembered = null as TriggerMemory | null } = {}) {
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  const record = (event: JournalEvent) => void rows.push(event);
  const broker = { name: 'main', readIntervalMs: 1_000 } as Broker;
  const reading = () => ({ ok: true as const, book, startedMs: nowMs, finishedMs: nowMs });
  return new TriggerDesk({
    triggers,
    killsClearThemselves: clears,
    desks: [{ broker, latest: () => ({ reading: reading(), trouble }) }],
    clock,
    peak: new PeakKeeper({ remembered: null, file: { write: async () => true }, keepMs: 0, clock, record }),
    feedVerdict: () => null,
    remembered,
    keep: (memory) => {
      kept = structuredClone(memory);
    },
    host: {
      isEngaged: () => engaged,
      kill: (signal) => {
        kills.push(signal);
        engaged = true;
        return killIsKept;
      },
      record,
      onChange: () => undefined,
      reportBug: (bug) => bugs.push(bug),
    },
  });
}

const kinds = () => rows.map(({ kind }) => kind).filter((kind) => kind.startsWith('TRIGGER'));

describe('the desk', () => {
  it('fires with the numbers in the reason, and journals what rose and what is over', () => {
    const triggers = desk([drawdown]);
    triggers.look();
    book = { ...book, equity: '70' };
    triggers.look();
    triggers.look();
    expect(kills).toEqual([
      { source: 'trigger:PortfolioDrawdown', reason: 'drawdown 30.0 % ≥ 25.0 %', from: 'trigger' },
    ]);
    expect(triggers.states()).toMatchObject([{ name: 'PortfolioDrawdown', state: 'holds', spent: true }]);
    expect(triggers.holding()).toEqual([{ name: 'PortfolioDrawdown', words: 'drawdown 30.0 % ≥ 25.0 %' }]);
    book = { ...book, equity: '90' };
    triggers.look();
    expect(triggers.holding()).toEqual([]);
    expect(kinds()).toEqual(['TRIGGER_HELD', 'TRIGGER_CLEARED']);
  });

  it('counts a drawdown from the equity at the last reset', () => {
    const triggers = desk([drawdown]);
    triggers.look();
    book = { ...book, equity: '70' };
    triggers.look();
    triggers.afterReset(['PortfolioDrawdown']);
    engaged = false;
    triggers.look();
    expect(triggers.states()).toMatchObject([{ state: 'clear', words: 'drawdown 0.0 % of 25.0 %' }]);
    book = { ...book, equity: '52.5' };
    triggers.look();
    expect(kills).toHaveLength(2);
  });

  it('says of its kills whether they may clear themselves', () => {
    book = { ...book, marginCall: 'call' };
    desk([marginCall], { clears: true }).look();
    expect(kills).toMatchObject([{ clearsItself: true }]);
    engaged = false;
    desk([marginCall]).look();
    expect(kills[1]).not.toHaveProperty('clearsItself');
  });

  it.each([
    ['the kill is on the disk', true, 0],
    ['the disk has not taken the kill', false, 1],
  ])('after a crash fires again unless its firing is known to outlast one: %s', async (_, isKept, again) => {
    const settled = Promise.withResolvers<boolean>();
    killIsKept = settled.promise;
    book = { ...book, marginCall: 'call' };
    desk([marginCall]).look();
    expect(kept).toBe(null);
    settled.resolve(isKept);
    await settled.promise;
    engaged = false;
    desk([marginCall], { remembered: kept }).look();
    expect(kills).toHaveLength(1 + again);
  });

  it('keeps none as spent whose kill is not known to be on the disk, also when it keeps something else', async () => {
    const settled = Promise.withResolvers<boolean>();
    killIsKept = settled.promise;
    book = { ...book, marginCall: 'call', blocked: 'review' };
    desk([marginCall, pause]).look();
    expect(kept).toMatchObject({ held: { MarginCall: { spent: false }, CompliancePause: { spent: false } } });
    settled.resolve(true);
    await settled.promise;
    expect(kept).toMatchObject({ held: { MarginCall: { spent: true }, CompliancePause: { spent: false } } });
  });

  it('two at once are one kill, and the second stands against its reset', () => {
    book = { ...book, marginCall: 'call', blocked: 'review' };
    const triggers = desk([marginCall, pause]);
    triggers.look();
    expect(kills).toHaveLength(1);
    expect(triggers.holding().map(({ name }) => name)).toEqual(['MarginCall', 'CompliancePause']);
    // Acknowledged by nobody, it fires as soon as the switch is armed.
    triggers.afterReset(['MarginCall']);
    engaged = false;
    triggers.look();
    expect(kills.map(({ source }) => source)).toEqual(['trigger:MarginCall', 'trigger:CompliancePause']);
  });

  it("what can't be read neither fires nor clears, and is told as it was", () => {
    book = { ...book, marginCall: 'call' };
    const triggers = desk([marginCall]);
    triggers.look();
    trouble = 'down';
    expect(triggers.holding()).toEqual([
      { name: 'MarginCall', words: "main: call when last judged; now main can't be read (down)" },
    ]);
    expect(kinds()).toEqual(['TRIGGER_HELD']);
  });

  it('remembers across a restart what holds, what is spent, and a pause', () => {
    book = { ...book, marginCall: 'call' };
    const first = desk([marginCall, pause]);
    first.look();
    first.setCompliance({ reason: 'restricted list', at: '2026-11-21T00:00:00.000Z' });
    first.afterReset(['MarginCall', 'CompliancePause']);
    engaged = false;
    const second = desk([marginCall, pause], { remembered: kept });
    second.look();
    expect(kills).toHaveLength(1);
    expect(second.holding().map(({ words }) => words)).toEqual(['main: call', 'paused by compliance: restricted list']);
    // What is no longer configured stands against nothing.
    expect(desk([pause], { remembered: kept }).holding()).toHaveLength(1);
  });

  it('judges the others when one fails by a bug', () => {
    book = { ...book, equity: 'garbage', marginCall: 'call' };
    const triggers = desk([drawdown, marginCall]);
    triggers.look();
    expect(kills).toMatchObject([{ source: 'trigger:MarginCall' }]);
    expect(triggers.states()[0]).toMatchObject({ state: 'unknown' });
    expect(bugs.length).toBeGreaterThan(0);
  });

  it('tells who has been blind for how long', () => {
    const triggers = desk([drawdown, marginCall]);
    triggers.look();
    trouble = 'down';
    nowMs = 1_000;
    triggers.look();
    nowMs = 10_999;
    triggers.look();
    expect(triggers.blindFor(10_000)).toEqual([]);
    nowMs = 11_000;
    expect(triggers.blindFor(10_000)).toHaveLength(2);
    trouble = null;
    triggers.look();
    expect(triggers.blindFor(10_000)).toEqual([]);
  });
});
