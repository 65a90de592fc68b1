import { useState } from 'react';
import type { JournalRow } from '../../../shared/api/journal.ts';
import { sourceName } from '../../../shared/words.ts';
import { copyText } from '../../parts/copy-text.ts';
import { When } from '../../parts/when.tsx';
import { writeAddress } from '../../view/address.ts';
import { grouped } from '../../view/numbers.ts';
import { rowJson } from './row-words.ts';

/** One row with all that it holds. `row` null: it is being read. */
export function RowDetail({ row, onClose }: { row: JournalRow | null; onClose: () => void }) {
  return (
    <section className="panel log-detail" aria-label="Opened row">
      <div className="log-detail-head">
        {row === null ? <p className="quiet">reading…</p> : <Heading row={row} />}
        {row === null ? null : <CopyRow key={row.seq} row={row} />}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {row === null ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable for the keyboard.
        <pre tabIndex={0}>{rowJson(row)}</pre>
      )}
    </section>
  );
}

function Heading({ row: { seq, kind, at, source, killId } }: { row: JournalRow }) {
  return (
    <p>
      <strong>
        Row {grouped(String(seq))} · {kind}
      </strong>{' '}
      <span className="quiet">
        <When at={at} /> by {sourceName(source)}
        {killId === null ? null : (
          <>
            {' · '}
            <a href={writeAddress('kills', killId)}>kill {killId}</a>
          </>
        )}
      </span>
    </p>
  );
}

function CopyRow({ row }: { row: JournalRow }) {
  const [said, setSaid] = useState('');
  const copy = (): void => setSaid(copyText(rowJson(row)) ? 'copied' : 'not copied: select the text below and copy it');
  return (
    <>
      <output className="quiet">{said}</output>
      <button type="button" onClick={copy}>
        Copy as JSON
      </button>
    </>
  );
}
