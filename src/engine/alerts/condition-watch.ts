import type { Condition } from '../../shared/api/state.ts';
import { alertLimits } from './limits.ts';
import type { AlertMessage } from './message.ts';
import { conditionBegan, conditionEnded, conditionThread, toldCondition } from './messages/condition.ts';

interface Watched {
  id: string;
  sentence: string;
  /** When this id was first seen in its thread; monotonic. */
  seenMs: number;
  /** Of the thread's first one; null for one told in an earlier life. */
  beganMs: number | null;
  /** The id that was told last; null when none was. */
  toldId: string | null;
  goneMs: number | null;
}

/** Told by the messages of the kill itself. */
const ofTheKill = ['residuals:', 'kill_unrecorded'];

export interface Look {
  nowMs: number;
  now: string;
  paper: boolean;
}

/** Tells the begin and the end of conditions, each once: what comes and goes within seconds is told once or not at all. */
export class ConditionWatch {
  private readonly watched = new Map<string, Watched>();
  private readonly startedMs: number;

  /** `told`: the last messages of each thread of an earlier life, so that what still stands is not told again. */
  constructor(told: readonly AlertMessage[], nowMs: number) {
    this.startedMs = nowMs;
    for (const message of told) {
      const condition = toldCondition(message);
      if (condition === null) continue;
      const { thread, id } = condition;
      const { sentence } = message;
      this.watched.set(thread, { id, sentence, seenMs: nowMs, beganMs: null, toldId: id, goneMs: null });
    }
  }

  /** What is to be told now. `conditions`: those that hold, gravest first. */
  look(conditions: readonly Condition[], look: Look): AlertMessage[] {
    const present = new Map<string, Condition>();
    for (const condition of conditions) {
      const thread = conditionThread(condition.id);
      if (isTold(condition) && !present.has(thread)) present.set(thread, condition);
    }
    const began = [...present].flatMap(([thread, condition]) => this.seen(thread, condition, look));
    const gone = [...this.watched.keys()].filter((thread) => !present.has(thread));
    return [...began, ...gone.flatMap((thread) => this.missed(thread, look))];
  }

  private seen(thread: string, condition: Condition, { nowMs, paper }: Look): AlertMessage[] {
    const { id, sentence } = condition;
    const before = this.watched.get(thread);
    const seenMs = before?.id === id ? before.seenMs : nowMs;
    const { beganMs, toldId } = before ?? { beganMs: nowMs, toldId: null };
    const stands = nowMs - seenMs >= standsMs(id);
    const tell = stands && toldId !== id;
    this.watched.set(thread, { id, sentence, seenMs, beganMs, toldId: tell ? id : toldId, goneMs: null });
    return tell ? [conditionBegan(condition, paper)] : [];
  }

  private missed(thread: string, { nowMs, now, paper }: Look): AlertMessage[] {
    const watched = this.watched.get(thread);
    if (watched === undefined) return [];
    if (watched.toldId === null) {
      this.watched.delete(thread);
      return [];
    }
    watched.goneMs ??= nowMs;
    const settled = watched.beganMs !== null || nowMs - this.startedMs >= alertLimits.afterStartMs;
    if (!settled || nowMs - watched.goneMs < alertLimits.conditionGoneMs) return [];
    this.watched.delete(thread);
    const lastedMs = watched.beganMs === null ? null : watched.goneMs - watched.beganMs;
    return [conditionEnded(watched, lastedMs, now, paper)];
  }
}

function isTold({ id, severity }: Condition): boolean {
  return severity !== 'info' && !ofTheKill.some((prefix) => id.startsWith(prefix));
}

/** The dead man's switch has waited long enough by itself. */
function standsMs(id: string): number {
  return id.startsWith('dead_man_') ? 0 : alertLimits.conditionStandsMs;
}
