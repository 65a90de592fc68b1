import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { plural } from '../../view/numbers.ts';
import type { PageProps } from '../page.ts';
import { Chain } from './chain.tsx';
import { type Filter, noFilter } from './filter.ts';
import { FilterBar } from './filter-bar.tsx';
import type { Log } from './log.ts';
import { type GridHandle, LogGrid } from './log-grid.tsx';
import { logSentence } from './log-words.ts';
import { RowDetail } from './row-detail.tsx';
import { useLog } from './use-log.ts';

/** The journal: every row of it, from the newest down. The rest of the address is what is searched for. */
export function RiskPage({ live, rest }: PageProps) {
  const [filter, setFilter] = useState<Filter>({ ...noFilter, text: rest });
  const [wanted, setWanted] = useState<number | null>(null);
  const follows = useRef(true);
  const [readings, setReadings] = useState(0);
  const log = useLog(filter, live !== null, follows, readings);
  const found = useCallback(() => setWanted(null), []);
  const show = (seq: number): void => {
    setFilter(noFilter);
    // As it stands in the file now, which need not be what was read before.
    setReadings(readings + 1);
    setWanted(seq);
  };
  return (
    <div className="risk">
      <Chain isLive={live !== null} onShow={show} />
      <FilterBar filter={filter} onChange={setFilter} isLive={live !== null} />
      {log === null ? null : <Rows log={log} follows={follows} wanted={wanted} onFound={found} />}
    </div>
  );
}

interface RowsProps {
  log: Log;
  /** Set here, because only where the reader is at the top, and on no row, may a new row move the others. */
  follows: RefObject<boolean>;
  /** The number of a row to go to. */
  wanted: number | null;
  onFound: () => void;
}

function Rows({ log, follows, wanted, onFound }: RowsProps) {
  // A row's place is kept as it is for good, while its index grows with every row on top.
  const [place, setPlace] = useState<number | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isAtTop, setIsAtTop] = useState(true);
  const grid = useRef<GridHandle>(null);
  const view = log.view();
  const active = place === null ? null : place + view.added;
  const activate = (index: number | null): void => {
    setPlace(index === null ? null : index - view.added);
    if (index === null) setIsOpen(false);
  };
  const open = (index: number): void => {
    activate(index);
    setIsOpen(true);
  };
  const showNewer = (): void => {
    activate(null);
    log.takeNewer();
    grid.current?.toTop();
  };
  useEffect(() => {
    follows.current = isAtTop && place === null;
  }, [follows, isAtTop, place]);
  useEffect(() => {
    const newest = log.seqOf(0);
    if (wanted === null || view.searched !== null || view.isOpening || newest === null) return;
    setPlace(Math.max(0, newest - wanted) - view.added);
    setIsOpen(true);
    onFound();
  }, [wanted, log, view.searched, view.isOpening, view.added, onFound]);

  return (
    <>
      <div className="log-status">
        <p role="status">{logSentence(view)}</p>
        {view.newer === 0 ? null : (
          <button type="button" onClick={showNewer}>
            Show {plural(view.newer, 'newer row')}
          </button>
        )}
      </div>
      <LogGrid
        log={log}
        view={view}
        active={active}
        onActive={activate}
        onOpen={open}
        onAtTop={setIsAtTop}
        ref={grid}
      />
      {isOpen && active !== null ? <RowDetail row={log.row(active)} onClose={() => activate(null)} /> : null}
    </>
  );
}
