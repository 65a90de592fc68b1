import { type CSSProperties, type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { JournalRow } from '../../../shared/api/journal.ts';
import { When } from '../../parts/when.tsx';
import { grouped } from '../../view/numbers.ts';
import { keyTarget } from './keys.ts';
import { riskLimits } from './limits.ts';
import type { Log, LogView } from './log.ts';
import { rowWords } from './row-words.ts';
import { useLongScroll } from './use-long-scroll.ts';
import { useNarrow } from './use-narrow.ts';

interface LogGridProps {
  log: Log;
  view: LogView;
  /** The index of the row that the keyboard is on; null for none. */
  active: number | null;
  onActive: (index: number | null) => void;
  /** Enter, or a click. */
  onOpen: (index: number) => void;
  onAtTop: (isAtTop: boolean) => void;
  ref: Ref<GridHandle>;
}

export interface GridHandle {
  toTop(): void;
}

const columns = ['Row', 'Time', 'Kind', 'By', 'What'] as const;
const rowId = (index: number): string => `journal-row-${index}`;

/** The rows, as many as there are, of which a few dozen exist. The grid has the keyboard; a row is only pointed at. */
export function LogGrid({ log, view, active, onActive, onOpen, onAtTop, ref }: LogGridProps) {
  const rowPx = useNarrow() ? riskLimits.narrowRowPx : riskLimits.rowPx;
  const rows = useLongScroll(view.count, rowPx);
  const { first, last, isAtTop, toTop } = rows;
  useImperativeHandle(ref, () => ({ toTop }), [toTop]);
  useEffect(() => log.show(first, last), [log, first, last]);
  useEffect(() => onAtTop(isAtTop), [onAtTop, isAtTop]);
  const latestReveal = useRef(rows.reveal);
  latestReveal.current = rows.reveal;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view of another height may have lost the row.
  useEffect(() => {
    if (active !== null) latestReveal.current(active);
  }, [active, rows.pageRows]);

  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    if (key === 'Enter' && active !== null) onOpen(active);
    else if (key === 'Escape') onActive(null);
    else {
      const target = keyTarget(key, { active, first: rows.firstSeen, count: view.count, pageRows: rows.pageRows });
      if (target === null) return;
      onActive(target);
    }
    event.preventDefault();
  }

  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  const isWhole = view.searched === null || view.searched.isWhole;
  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that the keyboard moves in (WAI-ARIA 1.2, grid).
      role="grid"
      className="log"
      tabIndex={0}
      aria-label="Journal, newest first"
      aria-rowcount={isWhole ? view.count + 1 : -1}
      aria-busy={view.isOpening}
      aria-activedescendant={active !== null && active >= first && active <= last ? rowId(active) : undefined}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr className="log-row" aria-rowindex={1}>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={rows.scroller} onScroll={rows.onScroll} tabIndex={-1} style={heightOf(rows.heightPx)}>
        {drawn.map((index) => (
          <Row
            key={index - view.added}
            index={index}
            row={log.row(index)}
            seq={log.seqOf(index)}
            topPx={rows.topPxOf(index)}
            isActive={index === active}
            onOpen={onOpen}
          />
        ))}
      </tbody>
    </table>
  );
}

/** For the style sheet, which makes as much to scroll as there is of all rows. */
function heightOf(px: number): CSSProperties {
  return { '--log-height': `${px}px` } as CSSProperties;
}

interface RowProps {
  index: number;
  row: JournalRow | null;
  seq: number | null;
  topPx: number;
  isActive: boolean;
  onOpen: (index: number) => void;
}

function Row({ index, row, seq, topPx, isActive, onOpen }: RowProps) {
  return (
    <tr
      id={rowId(index)}
      className="log-row"
      style={{ transform: `translateY(${topPx}px)` }}
      aria-rowindex={index + 2}
      aria-selected={isActive}
      onClick={() => onOpen(index)}
    >
      <td className="log-seq">{seq === null ? '' : grouped(String(seq))}</td>
      {row === null ? <td className="log-words quiet">reading…</td> : <Cells row={row} />}
    </tr>
  );
}

function Cells({ row }: { row: JournalRow }) {
  return (
    <>
      <td className="log-at">
        <When at={row.at} />
      </td>
      <td className="log-kind">{row.kind}</td>
      <td className="log-source">{row.source}</td>
      <td className="log-words">{rowWords(row)}</td>
    </>
  );
}
