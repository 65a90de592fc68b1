import { Alerts } from '../../parts/alerts.tsx';
import { Bots } from '../../parts/bots.tsx';
import { Brokers } from '../../parts/broker.tsx';
import { Conditions } from '../../parts/conditions.tsx';
import { KillProgress } from '../../parts/kill-progress.tsx';
import { Links } from '../../parts/links.tsx';
import { Triggers } from '../../parts/triggers.tsx';
import { When } from '../../parts/when.tsx';
import { isDeadManCondition } from '../../view/dead-man.ts';
import type { KnownState, PageProps } from '../page.ts';

/** What is so now, and while a kill is engaged that kill before everything else. The plate stands above it, in the frame. */
export function NowPage({ live, known }: PageProps) {
  return (
    <>
      {live === null ? null : <Conditions conditions={live.conditions.filter(({ id }) => !isDeadManCondition(id))} />}
      {live === null ? null : <KillProgress state={live} stoppedAtMs={null} />}
      {known === null ? null : <Facts {...known} />}
    </>
  );
}

/** True while `stoppedAtMs` is null, and otherwise marked as what was so then. */
function Facts({ state, stoppedAtMs }: KnownState) {
  const isLive = stoppedAtMs === null;
  return (
    <div className="facts" data-live={isLive}>
      {isLive ? null : (
        <>
          <p className="old" role="note">
            As heard at <When at={new Date(stoppedAtMs).toISOString()} />. It may have changed since.
          </p>
          <KillProgress state={state} stoppedAtMs={stoppedAtMs} />
        </>
      )}
      <Triggers state={state} />
      <Links devices={state.devices} peers={state.peers} />
      <Brokers brokers={state.brokers} />
      <Bots bots={state.bots} live={isLive ? state : null} />
      <Alerts alerts={state.alerts} live={isLive ? state : null} />
      <p className="quiet">
        Scram {state.version}, running since <When at={state.startedAt} />
      </p>
    </div>
  );
}
