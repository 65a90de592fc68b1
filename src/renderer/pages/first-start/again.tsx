import { goTo } from '../../parts/use-address.ts';
import { setDismissed, useDismissed } from './dismissed.ts';

/** The way back to the first steps, for whoever has sent them away. */
export function FirstStepsAgain() {
  if (!useDismissed()) return null;
  return (
    <p>
      <button
        type="button"
        onClick={() => {
          setDismissed(false);
          goTo('now');
        }}
      >
        Show the first steps again
      </button>
    </p>
  );
}
