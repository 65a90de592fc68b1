import type { EngineState } from '../../shared/api/state.ts';
import { deadManSentence } from '../../shared/words.ts';
import { When } from './when.tsx';

/** Across the window while the dead man's switch has triggered, with the only way back. */
export function DeadManBanner({ live, onReset }: { live: EngineState | null; onReset: () => void }) {
  if (live === null || live.deadMan.state !== 'triggered') return null;
  const { lastCheckIn } = live.deadMan;
  return (
    <section className="banner tone-amber" aria-label="Dead man's switch" role="alert">
      <div>
        <p className="sentence">{deadManSentence('triggered', 0)}</p>
        <p>
          {lastCheckIn === null ? (
            'Nobody has ever checked in here. '
          ) : (
            <>
              Last check-in at <When at={lastCheckIn} />.{' '}
            </>
          )}
          A check-in no longer counts.
        </p>
      </div>
      <button type="button" onClick={onReset}>
        Reset the dead man’s switch…
      </button>
    </section>
  );
}
