import type { ReactNode } from 'react';
import { Alerts } from '../../parts/alerts.tsx';
import { Bots } from '../../parts/bots.tsx';
import { Brokers } from '../../parts/broker.tsx';
import { Conditions } from '../../parts/conditions.tsx';
import { KillProgress } from '../../parts/kill-progress.tsx';
import { Links } from '../../parts/links.tsx';
import { Triggers } from '../../parts/triggers.tsx';
import { When } from '../../parts/when.tsx';
import { faultsFirst } from '../../view/faults.ts';
import { needsOf } from '../../view/needs.ts';
import { faultySections, type NowSection } from '../../view/now.ts';
import { FirstStart } from '../first-start/first-start.tsx';
import type { KnownState, PageProps } from '../page.ts';

/** What is so now, and while a kill is engaged that kill before everything else. The plate stands above it, in the frame. */
export function NowPage({ live, known }: PageProps) {
  if (known === null) return null;
  const isLive = known.stoppedAtMs === null;
  return (
    <div className="facts" data-live={isLive}>
      {known.stoppedAtMs === null ? null : (
        <p className="old" role="note">
          As heard at <When at={new Date(known.stoppedAtMs).toISOString()} />. It may have changed since.
        </p>
      )}
      <KillProgress state={known.state} stoppedAtMs={known.stoppedAtMs} />
      {live === null ? null : <FirstStart live={live} />}
      {live === null ? null : <Conditions conditions={needsOf(live.conditions)} />}
      <Rows state={known.state} live={live} />
      <p className="quiet">
        Scram {known.state.version}, running since <When at={known.state.startedAt} />
      </p>
    </div>
  );
}

/** What has a fault in it moves to the top. */
function Rows({ state, live }: Pick<KnownState, 'state'> & Pick<PageProps, 'live'>) {
  const sections: [NowSection, ReactNode][] = [
    ['links', <Links key="links" devices={state.devices} peers={state.peers} />],
    ['brokers', <Brokers key="brokers" brokers={state.brokers} />],
    ['bots', <Bots key="bots" bots={state.bots} live={live} />],
    ['alerts', <Alerts key="alerts" alerts={state.alerts} live={live} />],
    ['triggers', <Triggers key="triggers" state={state} />],
  ];
  const faulty = faultySections(state);
  return faultsFirst(sections, ([name]) => faulty.has(name)).map(([, section]) => section);
}
