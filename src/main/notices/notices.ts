import type { Condition, EngineState } from '../../shared/api/state.ts';
import type { Place } from '../../shared/desktop.ts';
import { deadManSentence, plateOf, sourceName } from '../../shared/words.ts';
import { shellLimits } from '../limits.ts';

/** One notification. */
export interface Notice {
  title: string;
  body: string;
  critical: boolean;
  /** Where a click on it leads. */
  place: Place;
}

/**
 * What a person is to be told, by what differs between two states; `before` null: the first that is heard, of which everything
 * counts that is not well. From states and not from events, so that a connection that was lost in between loses no news.
 */
export function noticesOf(before: EngineState | null, now: EngineState, nowMs: number): Notice[] {
  const all = [
    ...ofKill(before, now),
    ...ofReminder(before, now),
    ...ofDeadMan(before, now, nowMs),
    ...ofConditions(before, now),
  ];
  return all.map((notice) => (now.paper ? { ...notice, title: `${notice.title} · PAPER` } : notice));
}

function* ofKill(before: EngineState | null, now: EngineState): Generator<Notice> {
  const { kill } = now;
  if (kill === null) {
    if (before !== null && before.state !== 'armed' && now.state === 'armed') {
      const body = `Reset: ${now.lastReset?.reason ?? 'no reason is known'}. Bots are not started by it.`;
      yield { title: 'ARMED', body, critical: false, place: 'now' };
    }
    return;
  }
  const isNew = before?.killId !== now.killId;
  const by = `By ${sourceName(kill.source)}: ${kill.reason}`;
  const wasSettled = !isNew && before?.state === 'killed';
  if (now.state === 'killing') {
    if (isNew) yield { title: plateOf(now), body: by, critical: true, place: 'now' };
    return;
  }
  if (wasSettled && before?.flat === now.flat) return;
  const body = now.flat === true ? 'Every broker has confirmed that nothing is open.' : residualWords(now);
  yield { title: plateOf(now), body: isNew ? `${body} ${by}` : body, critical: true, place: 'now' };
}

/** A reminder has gone out when the next one is a good deal later: it is told from two clocks, which move it by a little each time. */
function* ofReminder(before: EngineState | null, now: EngineState): Generator<Notice> {
  const [earlier, kill] = [before?.alerts.unacknowledged, now.alerts.unacknowledged];
  if (kill === null || earlier?.killId !== kill.killId) return;
  const laterMs = Date.parse(kill.nextReminderAt) - Date.parse(earlier.nextReminderAt);
  if (laterMs < shellLimits.reminderLeastMs) return;
  yield { title: plateOf(now), body: 'Nobody has acknowledged this kill yet.', critical: true, place: 'now' };
}

function residualWords({ brokers }: EngineState): string {
  const left = brokers.flatMap(({ name, flatten }) =>
    (flatten?.residuals ?? []).map(({ symbol }) => `${name} ${symbol}`),
  );
  if (left.length === 0) return 'Not every broker has confirmed that nothing is open. The work goes on.';
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  return `Left: ${left.slice(0, 5).join(', ')}${more}. The work goes on.`;
}

function* ofDeadMan(before: EngineState | null, now: EngineState, nowMs: number): Generator<Notice> {
  const { state, deadline } = now.deadMan;
  if (state === 'ok' || state === before?.deadMan.state) return;
  const title = state === 'triggered' ? 'PAUSED' : 'CHECK IN';
  const body = deadManSentence(state, Math.max(0, Date.parse(deadline) - nowMs));
  yield { title, body, critical: state !== 'warning', place: state === 'triggered' ? 'dead-man-reset' : 'now' };
}

/** Where a click leads, and what is said when it is over. */
interface Telling {
  place: Place;
  over: string;
}

const plain: Telling = { place: 'now', over: 'This is no longer so.' };
const others: readonly ({ ids: RegExp } & Telling)[] = [
  { ids: /^(device_silent|link_silent|peer_silent):/, place: 'now', over: 'It is heard again.' },
  { ids: /^alert_\w+(:|$)/, place: 'setup', over: 'It works again.' },
  { ids: /^broker_unreadable:/, place: 'now', over: 'It can be read again.' },
  { ids: /^engine_degraded$/, place: 'now', over: 'The engine can record again.' },
];

/** Told by notices of their own, or standing in the configuration for as long as somebody wants it so. */
const untold = /^(dead_man_\w+|residuals|static_tokens)(:|$)/;

function* ofConditions(before: EngineState | null, now: EngineState): Generator<Notice> {
  const earlier = before?.conditions ?? [];
  for (const condition of missingFrom(earlier, now.conditions)) {
    const { sentence, nextAction, severity } = condition;
    const { place } = tellingOf(condition);
    yield { title: 'Scram', body: `${sentence} ${nextAction}`, critical: severity === 'critical', place };
  }
  // An engine that has just started has not looked at everything yet: what it does not say is no end of anything.
  if (before?.startedAt !== now.startedAt) return;
  for (const condition of missingFrom(now.conditions, earlier)) {
    // One device is told by its gravest condition: losing its last path ends the fault of the single one, and mends nothing.
    if (now.conditions.some((other) => isOfSameDevice(other, condition))) continue;
    const { place, over } = tellingOf(condition);
    yield { title: 'Scram', body: `Over: ${condition.sentence} ${over}`, critical: false, place };
  }
}

/** Of what is told: mere news is not, as on no channel of the engine. */
function missingFrom(known: readonly Condition[], all: readonly Condition[]): Condition[] {
  const ids = new Set(known.map(({ id }) => id));
  return all.filter(({ id, severity }) => severity !== 'info' && !untold.test(id) && !ids.has(id));
}

function tellingOf({ id }: Condition): Telling {
  return others.find(({ ids }) => ids.test(id)) ?? plain;
}

/** `link_silent:DEVICE:usb` and `device_silent:DEVICE`. */
function isOfSameDevice(a: Condition, b: Condition): boolean {
  const [aKind = '', aName] = a.id.split(':');
  const [bKind = '', bName] = b.id.split(':');
  return aKind !== bKind && aKind.endsWith('_silent') && bKind.endsWith('_silent') && aName === bName;
}
