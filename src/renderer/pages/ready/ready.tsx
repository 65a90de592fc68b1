import { useEffect } from 'react';
import { useTools } from '../../parts/engine-context.tsx';
import { ReadNote } from '../../parts/read-note.tsx';
import { When } from '../../parts/when.tsx';
import type { PageProps } from '../page.ts';
import { CheckRow } from './check-row.tsx';
import { gravestFirst, readySentence } from './checks.ts';
import { Drill } from './drill.tsx';
import { Preview } from './preview.tsx';
import { usePreflight } from './use-preflight.ts';

/** Rows of the journal after which the checks say something else. */
const telling: readonly string[] = ['DRILL', 'JOURNAL_VERIFIED', 'RESET', 'DEAD_MAN_RESET', 'CHECK_IN'];

/** Whether everything would work if the switch were pulled now, and a rehearsal that shows it. */
export function ReadyPage({ live }: PageProps) {
  const isLive = live !== null;
  const { following } = useTools();
  const { answer, isAsking, failure, ask } = usePreflight(isLive);
  useEffect(() => following.onRow(({ kind }) => telling.includes(kind) && ask()), [following, ask]);
  return (
    <div className="ready">
      <Drill isLive={isLive} />
      <section aria-label="Checks" aria-busy={isAsking}>
        <div className="ready-head">
          <h2>Checks</h2>
          <button type="button" disabled={!isLive || isAsking} onClick={ask}>
            {isAsking ? 'Looking' : 'Look again'}
          </button>
        </div>
        <ReadNote
          isLive={isLive}
          isRead={answer !== null}
          failure={failure}
          reading="Reading every broker and asking every channel."
        />
        {answer === null ? null : (
          <>
            <p>
              {/* What was ready then is not known to be so now. */}
              <span role="status">{isLive ? readySentence(answer.preflight.checks) : ''}</span>{' '}
              <span className="quiet">
                looked at <When at={answer.at} />
              </span>
            </p>
            <ul className="checks">
              {gravestFirst(answer.preflight.checks).map((check) => (
                <CheckRow key={check.id} check={check} isLive={isLive} onTried={ask} />
              ))}
            </ul>
          </>
        )}
      </section>
      {answer === null ? null : <Preview preflight={answer.preflight} />}
    </div>
  );
}
