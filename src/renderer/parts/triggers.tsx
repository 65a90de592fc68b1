import type { EngineState } from '../../shared/api/state.ts';
import { triggerSentence } from '../../shared/words.ts';
import { When } from './when.tsx';

/** What pulls the switch by itself, each with its numbers of now. Nothing is shown where none is configured. */
export function Triggers({ state: { triggers, kill } }: { state: Pick<EngineState, 'triggers' | 'kill'> }) {
  if (triggers.length === 0) return null;
  return (
    <section aria-label="Automatic triggers">
      <h2>Automatic triggers</h2>
      {kill?.clearsItself ? (
        <p className="quiet">
          This kill clears itself once everything is closed and its cause has been gone for a minute, unless somebody
          joins it.
        </p>
      ) : null}
      <ul className="triggers">
        {triggers.map((trigger) => (
          <li key={trigger.name} className="panel" data-state={trigger.state}>
            <strong>{trigger.name}</strong> {triggerSentence(trigger)}{' '}
            <span className="quiet">
              since <When at={trigger.since} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
