import type { CallFailure } from '../../client/failure.ts';
import type { OpenThing, Precondition } from '../view/reset.ts';

/** The engine's own words, when it said no or said nothing. */
export function Refusal({ failure }: { failure: CallFailure }) {
  const against = failure.against ?? [];
  return (
    <div className="refusal" role="alert">
      <p className="sentence">
        {failure.mayHaveLanded ? `${failure.message} Not known whether it was reset.` : `Not reset. ${failure.message}`}
      </p>
      {against.length > 1 ? (
        <ul>
          {against.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      ) : null}
      <p className="next">{failure.hint}</p>
    </div>
  );
}

interface OpenThingsProps {
  things: readonly OpenThing[];
  accepted: ReadonlySet<string>;
  onChange: (accepted: ReadonlySet<string>) => void;
}

/** Each thing that is left is taken over by its own name and size, so that nobody accepts what they have not read. */
export function OpenThings({ things, accepted, onChange }: OpenThingsProps) {
  if (things.length === 0) return null;
  const toggle = (accept: string, isAccepted: boolean): void => {
    const next = new Set(accepted);
    if (isAccepted) next.add(accept);
    else next.delete(accept);
    onChange(next);
  };
  return (
    <fieldset className="open-things">
      <legend>Still open. Tick what you take over by hand:</legend>
      {things.map(({ accept, sentence }) => (
        <label key={accept} className="tick">
          <input
            type="checkbox"
            checked={accepted.has(accept)}
            onChange={(event) => toggle(accept, event.target.checked)}
          />
          <span>
            <code>{accept}</code> {sentence}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Preconditions({ needed, what = 'reset' }: { needed: readonly Precondition[]; what?: string }) {
  const isReady = needed.every(({ met }) => met);
  return (
    <div id="reset-needs" className="needs">
      <p>{isReady ? 'Nothing stands against it that this page can see.' : `The ${what} waits for:`}</p>
      <ul>
        {needed.map(({ id, met, sentence }) => (
          <li key={id} data-met={met}>
            <span aria-hidden="true">{met ? '✓' : '○'}</span>
            <span className="unseen">{met ? 'done: ' : 'missing: '}</span>
            {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}
