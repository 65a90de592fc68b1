import { type ReactNode, useState } from 'react';
import { pageLimits } from '../limits.ts';
import { grouped } from '../view/numbers.ts';

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** Figures stand on the right, under one another. */
  isFigure?: true;
}

interface LongTableProps<T> {
  caption: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
}

/** More columns than this are stacked where there is no room for them side by side. */
const narrowColumns = 3;

/** A table that stays usable with thousands of rows: the first few, and the rest on demand. */
export function LongTable<T>({ caption, rows, keyOf, columns }: LongTableProps<T>) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, pageLimits.rowsAtFirst);
  return (
    <div className="long">
      <table className={columns.length > narrowColumns ? 'wide' : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, isFigure }) => (
              <th key={head} scope="col" className={isFigure && 'figure'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ head, cell, isFigure }) => (
                <td key={head} data-head={head} className={isFigure && 'figure'}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ShowAll total={rows.length} isWhole={isWhole} onToggle={() => setIsWhole(!isWhole)} />
    </div>
  );
}

/** Nothing when everything fits anyway. */
export function ShowAll({ total, isWhole, onToggle }: { total: number; isWhole: boolean; onToggle: () => void }) {
  if (total <= pageLimits.rowsAtFirst) return null;
  return (
    <button type="button" className="more" onClick={onToggle}>
      {isWhole ? `show the first ${pageLimits.rowsAtFirst}` : `show all ${grouped(String(total))}`}
    </button>
  );
}
