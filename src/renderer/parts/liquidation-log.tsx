import { useState } from 'react';
import type { LiquidationSummary } from '../../shared/api/journal.ts';
import { sourceName } from '../../shared/words.ts';
import { killEnding } from '../view/liquidation.ts';
import { useTools } from './engine-context.tsx';
import { LiquidationDetail } from './liquidation-detail.tsx';
import { useReloading } from './use-reloading.ts';
import { When } from './when.tsx';

/** The rows that change a kill's line here; its many others don't. */
const endings = new Set(['KILL_FIRED', 'KILL_SETTLED', 'FLAT_CHANGED', 'RESET']);

/** Every kill on record, newest first; each opens into all that happened. */
export function LiquidationLog({ isLive }: { isLive: boolean }) {
  const { client } = useTools();
  const { value, failure } = useReloading(
    isLive,
    () => client.liquidations(),
    ({ kind }) => endings.has(kind),
  );
  return (
    <section aria-label="Liquidation log">
      <h2>Liquidation log</h2>
      {failure === null ? null : <p className="quiet">It can't be read now: {failure.message}</p>}
      {value?.liquidations.length === 0 ? <p className="quiet">No kill has been recorded here.</p> : null}
      {value?.liquidations.map((kill) => (
        <Kill key={kill.killId} kill={kill} isLive={isLive} />
      ))}
    </section>
  );
}

function Kill({ kill, isLive }: { kill: LiquidationSummary; isLive: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="panel row" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <When at={kill.firedAt} /> by {sourceName(kill.source)} · {killEnding(kill)} ·{' '}
        {kill.reason || 'no reason given'}
      </summary>
      {isOpen ? <LiquidationDetail killId={kill.killId} isLive={isLive} /> : null}
    </details>
  );
}
