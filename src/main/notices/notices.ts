import type { Condition, EngineState } from '../../shared/api/state.ts';
import type { Place } from '../../shared/desktop.ts';
import { deadManSentence, plateOf, sourceName } from '../../shared/words.ts';

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
  return [...ofKill(before, now), ...ofDeadMan(before, now, nowMs), ...ofConditions(before, now)].map((notice) =>
    now.paper ? { ...notice, title: `${notice.title} · PAPER` } : notice,
  );
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

/** The conditions that are told, each with where a click leads and what is said when it is over. */
const told: readonly { ids: RegExp; place: Place; over: string }[] = [
  { ids: /^(device_silent|link_silent|peer_silent):/, place: 'now', over: 'It is heard again.' },
  { ids: /^alert_\w+(:|$)/, place: 'setup', over: 'It works again.' },
  { ids: /^broker_unreadable:/, place: 'now', over: 'It can be read again.' },
  { ids: /^engine_degraded$/, place: 'now', over: 'The engine can record again.' },
];

function* ofConditions(before: EngineState | null, now: EngineState): Generator<Notice> {
  const earlier = before?.conditions ?? [];
  for (const condition of missingFrom(earlier, now.conditions)) {
    const rule = ruleOf(condition);
    if (rule === undefined) continue;
    const { sentence, nextAction, severity } = condition;
    yield { title: 'Scram', body: `${sentence} ${nextAction}`, critical: severity === 'critical', place: rule.place };
  }
  for (const condition of missingFrom(now.conditions, earlier)) {
    const rule = ruleOf(condition);
    // One device is told by its gravest condition: losing its last path ends the fault of the single one, and mends nothing.
    if (rule === undefined || now.conditions.some((other) => isOfSame(other, condition))) continue;
    yield { title: 'Scram', body: `Over: ${condition.sentence} ${rule.over}`, critical: false, place: rule.place };
  }
}

function missingFrom(known: readonly Condition[], all: readonly Condition[]): Condition[] {
  const ids = new Set(known.map(({ id }) => id));
  return all.filter(({ id }) => !ids.has(id));
}

function ruleOf({ id }: Condition) {
  return told.find(({ ids }) => ids.test(id));
}

/** `link_silent:DEVICE:usb` and `device_silent:DEVICE` are of the same device. */
function isOfSame(a: Condition, b: Condition): boolean {
  const [aKind = '', aName] = a.id.split(':');
  const [bKind = '', bName] = b.id.split(':');
  return aKind !== bKind && aName !== undefined && aName === bName;
}
