import type { EngineState } from '../../shared/api/state.ts';
import type { TriggerState } from '../../shared/api/triggers.ts';
import { triggerSentence } from '../../shared/words.ts';
import { faultsFirst } from '../view/faults.ts';
import { plural } from '../view/numbers.ts';
import { Row } from './row.tsx';
import { When } from './when.tsx';

/** What pulls the switch by itself, each with its numbers of now. Nothing is shown where none is configured. */
export function Triggers({ state: { triggers, kill } }: { state: Pick<EngineState, 'triggers' | 'kill'> }) {
  if (triggers.length === 0) return null;
  return (
    <section aria-label="Automatic triggers">
      <Row label="Triggers" isFault={!triggers.every(isClear)} sentence={<Sentence triggers={triggers} />}>
        {kill?.clearsItself ? (
          <p className="quiet">
            This kill clears itself once everything is closed and its cause has been gone for a minute, unless somebody
            joins it.
          </p>
        ) : null}
        {faultsFirst(triggers, (trigger) => !isClear(trigger)).map((trigger) => (
          <article key={trigger.name} className="item" aria-label={trigger.name}>
            <p>
              <strong>{trigger.name}</strong> {triggerSentence(trigger)}{' '}
              <span className="quiet">
                since <When at={trigger.since} />
              </span>
            </p>
          </article>
        ))}
      </Row>
    </section>
  );
}

const isClear = ({ state }: TriggerState): boolean => state === 'clear';

/** What is not clear by name; otherwise how many watch. */
function Sentence({ triggers }: { triggers: readonly TriggerState[] }) {
  const notClear = triggers.filter((trigger) => !isClear(trigger));
  if (notClear.length === 0) return `${plural(triggers.length, 'condition')} watched, all clear`;
  return notClear.map((trigger) => `${trigger.name} ${triggerSentence(trigger)}`).join(' · ');
}
