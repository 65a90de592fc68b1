import type { Liquidation } from '../../../shared/api/journal.ts';
import { sourceName } from '../../../shared/words.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { ReadNote } from '../../parts/read-note.tsx';
import { ResidualTable } from '../../parts/residual-table.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { When } from '../../parts/when.tsx';
import { writeAddress } from '../../view/address.ts';
import { killEnding } from '../../view/liquidation.ts';
import { ExportButtons } from './export-buttons.tsx';
import { KillPictureView } from './kill-picture-view.tsx';
import { KillRows } from './kill-rows.tsx';
import { Cancelled, Instruments } from './kill-tables.tsx';

/** One kill, whole: where its time went, what it closed and at which price, what it cancelled, what is left, and the journal's rows. */
export function KillDetail({ killId, isLive }: { killId: string; isLive: boolean }) {
  const { client } = useTools();
  const { value, failure } = useReloading(
    isLive,
    () => client.liquidation({ params: { killId } }),
    (row) => row.killId === killId,
  );
  return (
    <article className="kill-detail" aria-label={`Kill ${killId}`}>
      <p className="back">
        <a href={writeAddress('kills')}>All kills</a>
      </p>
      <ReadNote isLive={isLive} isRead={value !== null} failure={failure} reading="Reading the journal." />
      {value === null ? null : <Whole kill={value} />}
    </article>
  );
}

function Whole({ kill }: { kill: Liquidation }) {
  return (
    <>
      <Heading kill={kill} />
      <KillPictureView kill={kill} />
      <ResidualTable residuals={kill.residuals} />
      <Instruments kill={kill} />
      <Cancelled kill={kill} />
      <KillRows kill={kill} />
    </>
  );
}

function Heading({ kill }: { kill: Liquidation }) {
  const { killId, source, reason, firedAt, signals, resetAt, resetReason } = kill;
  return (
    <header>
      <div className="kill-heading">
        <h2>
          <When at={firedAt} /> by {sourceName(source)}
        </h2>
        <ExportButtons kill={kill} />
      </div>
      <p>
        <span className="sentence">{killEnding(kill)}</span> · {reason || 'no reason given'}
      </p>
      {/* The first signal is the one that fired. */}
      {signals.slice(1).map((signal) => (
        <p key={`${signal.at} ${signal.source}`}>
          Joined by {sourceName(signal.source)} at <When at={signal.at} />: {signal.reason || 'no reason given'}
        </p>
      ))}
      {resetAt === null ? null : (
        <p>
          Reset at <When at={resetAt} />: {resetReason}
        </p>
      )}
      <p className="quiet">
        Kill <code>{killId}</code>
      </p>
    </header>
  );
}
