import type { DeviceState, EngineState } from '../../shared/api/state.ts';
import type { TriggerState } from '../../shared/api/triggers.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { Obstacle } from '../../shared/failure.ts';
import { outcomeSentence } from '../../shared/words.ts';
import { reasonNeeded } from './reason.ts';

/** What the person has given so far. */
export interface ResetForm {
  reason: string;
  confirm: string;
  accepted: ReadonlySet<string>;
  /** Triggers whose condition holds, by name. */
  acknowledged: ReadonlySet<string>;
}

/** The engine's last refusal, and what was open by the stream when it came. */
export interface ResetRefusal {
  message: string;
  hint: string;
  against: readonly Obstacle[];
  openThen: readonly string[];
}

/** Something still open; `accept` is the exact string by which it may be taken over. */
export interface OpenThing {
  accept: string;
  sentence: string;
}

export interface Precondition {
  id: string;
  sentence: string;
  met: boolean;
}

/** What a reset waits for while nobody answers who could judge it. */
export const noEngine: Precondition = {
  id: 'engine',
  met: false,
  sentence: 'The engine does not answer: nothing can be reset.',
};

/** Whether there is anything to reset: the latch, or a journal that was replaced and that nobody has looked at. */
export function isResetable(state: EngineState): boolean {
  return state.state !== 'armed' || state.conditions.some(({ id }) => id === 'journal_replaced');
}

/** The names of what is open by the stream. */
export function openNames(state: EngineState): string[] {
  return residualsOf(state).map(({ accept }) => accept);
}

/**
 * What is open now. A refusal was read from the brokers later than the stream, so its sizes replace those of the same thing,
 * until the stream itself brings something new.
 */
export function openThings(state: EngineState, refusal: ResetRefusal | null): OpenThing[] {
  const things = new Map<string, OpenThing>();
  for (const { accept, words, outcome } of residualsOf(state)) {
    const said = words === '' ? '' : ` (${words})`;
    things.set(thingName(accept), { accept, sentence: `${outcomeSentence(outcome)}${said}` });
  }
  const isCurrent = refusal !== null && refusal.openThen.join('\n') === openNames(state).join('\n');
  for (const { accept, message } of isCurrent ? refusal.against : []) {
    if (accept === undefined || things.get(thingName(accept))?.accept === accept) continue;
    things.set(thingName(accept), { accept, sentence: message });
  }
  return [...things.values()];
}

/** All that must be so before asking makes sense; the engine judges again, by its own reading. */
export function preconditions(state: EngineState, form: ResetForm, open: readonly OpenThing[]): Precondition[] {
  const unaccepted = open.filter(({ accept }) => !form.accepted.has(accept)).length;
  const held = heldTriggers(state);
  return [
    { id: 'settled', met: state.state !== 'killing', sentence: settledSentence(state) },
    ...(state.state === 'armed' ? [] : state.devices.filter(({ retired }) => !retired).map(switchClosed)),
    ...(state.state === 'killed'
      ? [{ id: 'flat', met: unaccepted === 0, sentence: flatSentence(state, open.length) }]
      : []),
    ...(held.length > 0
      ? [
          {
            id: 'triggers',
            met: held.every(({ name }) => form.acknowledged.has(name)),
            sentence: 'What still holds must be acknowledged by name.',
          },
        ]
      : []),
    ...(state.degraded === null
      ? []
      : [
          {
            id: 'recordable',
            met: false,
            sentence: `A reset must be recorded, and nothing can be: ${state.degraded}.`,
          },
        ]),
    reasonNeeded(form.reason),
    { id: 'confirm', met: form.confirm === 'RESET', sentence: 'The word RESET, typed.' },
  ];
}

/** The automatic triggers whose condition stands against a reset. */
export function heldTriggers({ triggers }: EngineState): TriggerState[] {
  return triggers.filter(({ state }) => state === 'holds');
}

function settledSentence({ state }: EngineState): string {
  return state === 'killing'
    ? 'The kill is still at work: wait until every broker has settled.'
    : 'Every broker has settled.';
}

/** A switch that is open, or of which nobody knows, would fire again. */
function switchClosed({ id, name, level }: DeviceState): Precondition {
  return { id: `switch ${id}`, met: level === 'closed', sentence: switchSentence(name, level) };
}

function switchSentence(name: string, level: DeviceState['level']): string {
  switch (level) {
    case 'closed':
      return `The switch of ${name} is closed.`;
    case 'open':
      return `The switch of ${name} is thrown: close it first.`;
    case 'inconsistent':
      return `The switch of ${name} is wired wrongly or broken: mend it, or retire the device.`;
    case 'unknown':
      return `${name} has not been heard yet: connect it, or retire it.`;
    default:
      return assertNever(level);
  }
}

function flatSentence(state: EngineState, open: number): string {
  if (open > 0) return 'What is still open must be accepted by name.';
  if (state.flat === true) return 'Every broker has confirmed zero orders and zero positions.';
  return 'No broker names anything open; the engine reads once more when you ask.';
}

function residualsOf(state: EngineState) {
  return state.brokers.flatMap(({ flatten }) => flatten?.residuals ?? []);
}

/** `broker/symbol@3` and `broker/symbol@2` are the same thing at two sizes. */
function thingName(accept: string): string {
  return accept.slice(0, accept.lastIndexOf('@'));
}
