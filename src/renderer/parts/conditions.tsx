import type { Condition } from '../../shared/api/state.ts';
import { When } from './when.tsx';

/** What a person should know now, each with what to do about it. */
export function Conditions({ conditions }: { conditions: readonly Condition[] }) {
  if (conditions.length === 0) return null;
  return (
    <ul className="conditions" aria-label="What needs you">
      {conditions.map(({ id, severity, sentence, nextAction, since }) => (
        <li key={id} className="panel condition" data-severity={severity}>
          <p className="sentence">{sentence}</p>
          <p className="next">{nextAction}</p>
          <p className="quiet">
            since <When at={since} />
          </p>
        </li>
      ))}
    </ul>
  );
}
