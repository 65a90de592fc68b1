import { useEffect, useRef, useState } from 'react';
import { type Heard, liveState } from '../engine/heard.ts';
import type { KnownState, PageEntry } from '../pages/page.ts';
import { pages } from '../pages/pages.ts';
import { plateView } from '../view/plate.ts';
import { AcknowledgeKill } from './alerts-acknowledge.tsx';
import { DeadMan } from './dead-man.tsx';
import { DeadManBanner } from './dead-man-banner.tsx';
import { DeadManResetSheet } from './dead-man-reset.tsx';
import { Dock } from './dock.tsx';
import { KillNote } from './kill-note.tsx';
import { Navigation } from './navigation.tsx';
import { PageGuard } from './page-guard.tsx';
import { Plate } from './plate.tsx';
import { PlateStrip } from './plate-strip.tsx';
import { ResetSheet } from './reset-sheet.tsx';
import { goTo, useAddress } from './use-address.ts';
import { useNewKill } from './use-new-kill.ts';
import { usePlace } from './use-place.ts';

/** What stands around every page: where one is, the state, and the means to kill, none of which any page can push away. */
export function Frame({ heard }: { heard: Exclude<Heard, { link: 'refused' }> }) {
  const live = liveState(heard);
  const { place, rest } = useAddress();
  const entry = entryOf(place);
  const main = useRef<HTMLElement>(null);
  const [sheet, setSheet] = useState<'reset' | 'dead-man-reset' | null>(null);
  const close = (): void => setSheet(null);

  usePlace((asked) => {
    if (asked === 'reset' || asked === 'dead-man-reset') setSheet(asked);
    else goTo(asked);
  });
  // Whatever somebody was looking at, a kill is what they need to see now.
  useNewKill(live, () => goTo('now'));
  useArrival(entry.place, main);

  return (
    <div className="frame">
      <Navigation current={entry.place} />
      <main ref={main} tabIndex={-1} aria-label={entry.title}>
        <DeadManBanner live={live} onReset={() => setSheet('dead-man-reset')} />
        {/* A kill at work leaves no room for anything else. */}
        {entry.place === 'now' ? (
          <div className="top">
            <Plate view={plateView(heard)} />
            {live === null || live.state === 'killing' ? null : <DeadMan live={live} />}
          </div>
        ) : (
          <PlateStrip view={plateView(heard)} />
        )}
        <KillNote live={live} />
        <AcknowledgeKill live={live} />
        <PageGuard key={entry.place}>
          <entry.Page live={live} known={knownState(heard)} rest={rest} />
        </PageGuard>
      </main>
      <Dock live={live} onReset={() => setSheet('reset')} />
      {sheet === 'reset' ? <ResetSheet live={live} onClose={close} /> : null}
      {sheet === 'dead-man-reset' ? <DeadManResetSheet live={live} onClose={close} /> : null}
    </div>
  );
}

function entryOf(place: string): PageEntry {
  return pages.find((page) => page.place === place) ?? pages[0];
}

function knownState(heard: Heard): KnownState | null {
  if (heard.link === 'live') return { state: heard.state, stoppedAtMs: null };
  return heard.link === 'gone' && heard.last ? { state: heard.last.state, stoppedAtMs: heard.last.atMs } : null;
}

/**
 * Who goes to another page begins at its top, with the keyboard and a screen reader too. The page that is opened first takes nothing, and
 * a hand on the kill is left where it is.
 */
function useArrival(place: string, main: React.RefObject<HTMLElement | null>): void {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    window.scrollTo(0, 0);
    if (document.activeElement?.closest('.dock') == null) main.current?.focus({ preventScroll: true });
  }, [place, main]);
}
