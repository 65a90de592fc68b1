import { useEffect, useState, useSyncExternalStore } from 'react';
import type { EngineState } from '../shared/api/state.ts';
import { type Heard, liveState } from './engine/heard.ts';
import { Alerts } from './parts/alerts.tsx';
import { AcknowledgeKill } from './parts/alerts-acknowledge.tsx';
import { Bots } from './parts/bots.tsx';
import { Brokers } from './parts/broker.tsx';
import { Conditions } from './parts/conditions.tsx';
import { DeadMan } from './parts/dead-man.tsx';
import { DeadManBanner } from './parts/dead-man-banner.tsx';
import { useTools } from './parts/engine-context.tsx';
import { KillControl } from './parts/kill-control.tsx';
import { KillNote } from './parts/kill-note.tsx';
import { KillProgress } from './parts/kill-progress.tsx';
import { Links } from './parts/links.tsx';
import { LiquidationLog } from './parts/liquidation-log.tsx';
import { Plate } from './parts/plate.tsx';
import { ResetSheet } from './parts/reset-sheet.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { Triggers } from './parts/triggers.tsx';
import { usePlace } from './parts/use-place.ts';
import { When } from './parts/when.tsx';
import { isDeadManCondition } from './view/dead-man.ts';
import { plateView, titleOf } from './view/plate.ts';
import { isResetable } from './view/reset.ts';

export function App() {
  const { following } = useTools();
  const heard = useSyncExternalStore(following.subscribe, following.heard);

  useEffect(() => {
    document.title = titleOf(heard);
  }, [heard]);

  if (heard.link !== 'refused') return <Page heard={heard} />;
  return (
    <main>
      <KillNote live={null} />
      <SignIn
        refusal={heard.failure}
        codeFailure={following.codeFailure()}
        onCode={(code) => void following.signIn(code)}
      />
    </main>
  );
}

function Page({ heard }: { heard: Exclude<Heard, { link: 'refused' }> }) {
  const live = liveState(heard);
  const known = factsOf(heard);
  return (
    <main>
      <DeadManBanner live={live} />
      <div className="top">
        <Plate view={plateView(heard)} />
        {live === null ? null : <DeadMan live={live} />}
      </div>
      <KillNote live={live} />
      <AcknowledgeKill live={live} />
      {live === null ? null : <Conditions conditions={live.conditions.filter(({ id }) => !isDeadManCondition(id))} />}
      {/* A kill at work comes before the means to fire another. */}
      {live === null ? null : <KillProgress state={live} stoppedAtMs={null} />}
      <Controls live={live} />
      {known === null ? null : <Facts {...known} />}
    </main>
  );
}

function Controls({ live }: { live: EngineState | null }) {
  const [isResetting, setIsResetting] = useState(false);
  usePlace((place) => {
    if (place === 'reset') setIsResetting(true);
  });
  return (
    <>
      {live !== null && isResetable(live) ? (
        <p className="reset">
          <button type="button" onClick={() => setIsResetting(true)}>
            Reset…
          </button>
          <span className="quiet">lets orders pass again; it starts no bot</span>
        </p>
      ) : null}
      <KillControl live={live} />
      {isResetting ? <ResetSheet live={live} onClose={() => setIsResetting(false)} /> : null}
    </>
  );
}

interface FactsProps {
  state: EngineState;
  stoppedAtMs: number | null;
}

function factsOf(heard: Heard): FactsProps | null {
  if (heard.link === 'live') return { state: heard.state, stoppedAtMs: null };
  return heard.link === 'gone' && heard.last ? { state: heard.last.state, stoppedAtMs: heard.last.atMs } : null;
}

/** Everything below the controls: true while `stoppedAtMs` is null, and otherwise marked as what was so then. */
function Facts({ state, stoppedAtMs }: FactsProps) {
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
      <LiquidationLog isLive={isLive} />
      <p className="quiet">
        Scram {state.version}, running since <When at={state.startedAt} />
      </p>
    </div>
  );
}
