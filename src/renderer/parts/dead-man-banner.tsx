import { useState } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { deadManSentence } from '../../shared/words.ts';
import { DeadManResetSheet } from './dead-man-reset.tsx';
import { usePlace } from './use-place.ts';
import { When } from './when.tsx';

/** Across the page while the dead man's switch has triggered, with the only way back. */
export function DeadManBanner({ live }: { live: EngineState | null }) {
  const [isResetting, setIsResetting] = useState(false);
  usePlace((place) => {
    if (place === 'dead-man-reset') setIsResetting(true);
  });
  const deadMan = live?.deadMan;
  const isTriggered = deadMan?.state === 'triggered';
  return (
    <>
      {isTriggered ? (
        <section className="banner tone-red" aria-label="Dead man's switch" role="alert">
          <div>
            <p className="sentence">{deadManSentence('triggered', 0)}</p>
            <p>
              {deadMan.lastCheckIn === null ? (
                'Nobody has ever checked in here. '
              ) : (
                <>
                  Last check-in at <When at={deadMan.lastCheckIn} />.{' '}
                </>
              )}
              A check-in no longer counts.
            </p>
          </div>
          <button type="button" onClick={() => setIsResetting(true)}>
            Reset the dead man’s switch…
          </button>
        </section>
      ) : null}
      {isResetting ? <DeadManResetSheet live={live} onClose={() => setIsResetting(false)} /> : null}
    </>
  );
}
