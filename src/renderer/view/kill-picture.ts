import type { JournalRow, Liquidation } from '../../shared/api/journal.ts';
import { sourceName } from '../../shared/words.ts';
import { betweenMs } from './time.ts';
import { type TimelineEntry, timeline } from './timeline.ts';

/** One row of the journal as it is drawn: from what it answers, or from itself, to its own moment. Milliseconds since the firing. */
export interface PictureMark {
  entry: TimelineEntry;
  fromMs: number;
  toMs: number;
  /** The venue, a bot or a channel said no, or said nothing. */
  isRefused: boolean;
}

export interface PictureLane {
  name: string;
  marks: PictureMark[];
}

/** A kill as one picture: lanes from top to bottom, each with its marks in the order of the journal. */
export interface KillPicture {
  lanes: PictureLane[];
  /** The last moment in it; never less than a second, so that a fast kill does not look like a slow one. */
  endMs: number;
}

const leastEndMs = 1_000;

/** Lanes without a mark are left out: what did not happen takes no room. */
export function killPicture(kill: Pick<Liquidation, 'rows' | 'firedAt'>): KillPicture {
  const entries = timeline(kill);
  const lanes = new Map(laneOrder(kill.rows).map((name): [string, PictureLane] => [name, { name, marks: [] }]));
  let endMs = leastEndMs;
  for (const [index, row] of kill.rows.entries()) {
    const entry = entries[index];
    if (entry === undefined) continue;
    const toMs = Math.max(0, betweenMs(kill.firedAt, row.at));
    endMs = Math.max(endMs, toMs);
    const mark = { entry, fromMs: Math.max(0, toMs - tookMs(row)), toMs, isRefused: isRefusal(row) };
    for (const name of lanesOf(row)) lanes.get(name)?.marks.push(mark);
  }
  return { lanes: [...lanes.values()].filter(({ marks }) => marks.length > 0), endMs };
}

/** Every mark once, in time, for whoever goes through them one by one. */
export function marksInTime({ lanes }: KillPicture): PictureMark[] {
  const marks = new Map(lanes.flatMap((lane) => lane.marks.map((mark) => [mark.entry.seq, mark])));
  return [...marks.values()].toSorted((a, b) => a.toMs - b.toMs || a.entry.seq - b.entry.seq);
}

/** Where the axis is labelled: decades as far as seconds go, then what people count in, nowhere nearer than six times the one before. */
const ticksMs = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000, 864_000_000];

export function pictureTicks(endMs: number): number[] {
  return ticksMs.filter((ms) => ms <= endMs);
}

function laneOrder(rows: readonly JournalRow[]): string[] {
  const brokers = new Set(rows.flatMap(({ data: { broker } }) => (typeof broker === 'string' ? [broker] : [])));
  const ofBrokers = [...brokers].flatMap((name) => [`${name}: cancels`, `${name}: closes`, `${name}: readings`]);
  return ['paths', 'latch', 'bots', ...ofBrokers, 'alerts', 'other'];
}

function lanesOf({ kind, data }: JournalRow): string[] {
  if (kind === 'KILL_FIRED') return ['paths', 'latch'];
  if (kind === 'KILL_JOINED' || kind === 'PEER_TOLD') return ['paths'];
  if (latchKinds.has(kind)) return ['latch'];
  if (kind.startsWith('BOT')) return ['bots'];
  if (kind.startsWith('ALERT')) return ['alerts'];
  if (typeof data.broker !== 'string') return ['other'];
  if (kind.startsWith('CANCEL')) return [`${data.broker}: cancels`];
  return [`${data.broker}: ${kind.startsWith('CLOSE') ? 'closes' : 'readings'}`];
}

const latchKinds = new Set(['KILL_SETTLED', 'FLAT_CHANGED', 'RESET', 'RESET_REFUSED']);

/** How long an answer took; other rows are a moment, whatever they count. */
function tookMs({ kind, data: { elapsedMs, latencyMs } }: JournalRow): number {
  if (kind === 'ALERT_SENT') return typeof latencyMs === 'number' ? latencyMs : 0;
  return kind.endsWith('_ANSWERED') && typeof elapsedMs === 'number' ? elapsedMs : 0;
}

function isRefusal({ kind, data: { answer, flat } }: JournalRow): boolean {
  if (kind.endsWith('_FAILED') || kind.endsWith('_REFUSED') || flat === false) return true;
  const said = (answer as { kind?: unknown } | undefined)?.kind;
  return said === 'refused' || said === 'unanswered';
}

/** The picture in a sentence, for who can't see it. */
export function pictureSentence({ lanes, endMs }: KillPicture, { source }: Pick<Liquidation, 'source'>): string {
  const counts = lanes.map(({ name, marks }) => `${name} ${marks.length}`).join(', ');
  return `Fired by ${sourceName(source)}; ${(endMs / 1_000).toFixed(1)} s in all. Rows in each lane: ${counts}.`;
}
