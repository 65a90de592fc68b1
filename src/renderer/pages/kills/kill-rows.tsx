import { useState } from 'react';
import type { Liquidation } from '../../../shared/api/journal.ts';
import { pageLimits } from '../../limits.ts';
import { ShowAll } from '../../parts/long-table.tsx';
import { plural } from '../../view/numbers.ts';
import { exactTime } from '../../view/time.ts';
import { timeline } from '../../view/timeline.ts';

/** The same as the picture, in words: every row of the journal on this kill. */
export function KillRows({ kill }: { kill: Liquidation }) {
  const [isWhole, setIsWhole] = useState(false);
  const entries = timeline(kill);
  return (
    <section className="timeline" aria-label="Timeline">
      <h3>In words: {plural(entries.length, 'row')} of the journal</h3>
      <ol>
        {(isWhole ? entries : entries.slice(0, pageLimits.rowsAtFirst)).map(({ seq, at, offset, kind, sentence }) => (
          <li key={seq}>
            <time dateTime={at} title={`${exactTime(at)}, row ${seq} of the journal, ${kind}`}>
              {offset}
            </time>
            <span>{sentence || kind}</span>
          </li>
        ))}
      </ol>
      <ShowAll total={entries.length} isWhole={isWhole} onToggle={() => setIsWhole(!isWhole)} />
    </section>
  );
}
