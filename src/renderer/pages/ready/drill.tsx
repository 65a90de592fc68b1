import type { DrillReport, DrillState } from '../../../shared/api/commands.ts';
import { sourceName } from '../../../shared/words.ts';
import { ResidualTable } from '../../parts/residual-table.tsx';
import { When } from '../../parts/when.tsx';
import { plural } from '../../view/numbers.ts';
import { runningTime } from '../../view/time.ts';
import { type DrillBar, drillBars, drillSentence, drillShare, fineDuration } from './drill-bars.ts';
import { useDrill } from './use-drill.ts';

/** A rehearsal at the press of a button, while it runs and after it. */
export function Drill({ isLive }: { isLive: boolean }) {
  const { state, isRunning, failure, begin } = useDrill(isLive);
  const [last, before = null] = state?.recent ?? [];
  return (
    <section aria-label="Drill">
      <h2>Drill</h2>
      <div className="panel drill">
        <div className="drill-begin">
          <p>
            A kill with a button, a switch and a paper account of its own. No real order or bot is touched; alerts say
            DRILL.
          </p>
          <button type="button" className="strong" disabled={!isLive || isRunning} onClick={begin}>
            {isRunning ? 'Running' : 'Run a drill'}
          </button>
        </div>
        {failure === null ? null : (
          <p role="alert">
            <span className="sentence">{failure.message}</span> {failure.hint}
          </p>
        )}
        {isRunning ? <Running running={state?.running ?? null} /> : null}
        {last === undefined || isRunning ? null : <Report last={last} before={before?.report ?? null} />}
      </div>
    </section>
  );
}

function Running({ running }: { running: DrillState['running'] }) {
  return (
    <div className="drill-running">
      <progress aria-label="Drill" max={1} value={running === null ? 0 : drillShare(running)} />
      <p>
        <span role="status">{running === null ? 'Starting…' : drillSentence(running)}</span>{' '}
        <span className="quiet">{running === null ? null : runningTime(running.elapsedMs)}</span>
      </p>
    </div>
  );
}

function Report({
  last: { at, source, report },
  before,
}: {
  last: DrillState['recent'][number];
  before: DrillReport | null;
}) {
  const { flat, ordersCancelled, positionsClosed, residuals } = report;
  return (
    <div className="drill-report">
      <p>
        <strong>{flat ? 'Flat' : 'NOT FLAT'}</strong>: {plural(ordersCancelled, 'order')} cancelled,{' '}
        {plural(positionsClosed, 'position')} closed.{' '}
        <span className="quiet">
          <When at={at} /> by {sourceName(source)}
        </span>
      </p>
      <ul className="bars" aria-label="Times from the press">
        {drillBars(report, before).map((bar) => (
          <Bar key={bar.name} bar={bar} />
        ))}
      </ul>
      <p className="quiet">
        From the press, on a logarithmic scale.{before === null ? '' : ' The thin bar is the drill before.'}
      </p>
      <ResidualTable residuals={residuals} />
    </div>
  );
}

function Bar({ bar: { name, ms, beforeMs, share, beforeShare } }: { bar: DrillBar }) {
  return (
    <li>
      <span>{name}</span>
      <span className="bar" aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
        <span style={{ width: `${beforeShare * 100}%` }} />
      </span>
      <span className="figure">
        {fineDuration(ms)}
        {beforeMs === null ? null : <span className="quiet"> before {fineDuration(beforeMs)}</span>}
      </span>
    </li>
  );
}
