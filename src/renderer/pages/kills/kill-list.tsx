import type { LiquidationSummary } from '../../../shared/api/journal.ts';
import { limits } from '../../../shared/limits.ts';
import { sourceName } from '../../../shared/words.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { ReadNote } from '../../parts/read-note.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { When } from '../../parts/when.tsx';
import { writeAddress } from '../../view/address.ts';
import { killEnding } from '../../view/liquidation.ts';

/** The rows that change a kill's line here; its many others don't. */
const endings = new Set(['KILL_FIRED', 'KILL_SETTLED', 'FLAT_CHANGED', 'RESET']);

/** Newest first; each leads to all that happened. */
export function KillList({ isLive }: { isLive: boolean }) {
  const { client } = useTools();
  const { value, failure } = useReloading(
    isLive,
    () => client.liquidations(),
    ({ kind }) => endings.has(kind),
  );
  const kills = value?.liquidations ?? [];
  return (
    <section aria-label="Liquidation log">
      <h2>Kills</h2>
      <ReadNote isLive={isLive} isRead={value !== null} failure={failure} reading="Reading the journal." />
      {value !== null && kills.length === 0 ? <p className="quiet">No kill has been recorded here.</p> : null}
      <ul className="kill-list">
        {kills.map((kill) => (
          <KillLine key={kill.killId} kill={kill} />
        ))}
      </ul>
      {kills.length === limits.liquidationsListed ? (
        <p className="quiet">The latest {limits.liquidationsListed}. Older ones stand in the risk log.</p>
      ) : null}
    </section>
  );
}

function KillLine({ kill }: { kill: LiquidationSummary }) {
  return (
    <li>
      <a className="panel" href={writeAddress('kills', kill.killId)}>
        <span className="sentence">
          <When at={kill.firedAt} /> by {sourceName(kill.source)}
        </span>
        <span>{killEnding(kill)}</span>
        <span className="quiet">{kill.reason || 'no reason given'}</span>
      </a>
    </li>
  );
}
