import { When } from '../../parts/when.tsx';
import { chainSentence, walkSentence } from './chain-words.ts';
import { useVerification } from './use-verification.ts';

/** Whether the record holds: what the last walk along the chain found, and the one at work. */
export function Chain({ isLive, onShow }: { isLive: boolean; onShow: (seq: number) => void }) {
  const { state, isRunning, failure, begin } = useVerification(isLive);
  const last = state?.last ?? null;
  const running = state?.running ?? null;
  const broken = last?.verdict.firstBroken;
  return (
    <section className="panel chain" aria-label="Chain" data-broken={last !== null && !last.verdict.ok}>
      <div>
        <p>
          <span role="status">
            {isRunning ? 'Verifying; the engine goes on working meanwhile.' : state === null ? '' : chainSentence(last)}
          </span>{' '}
          {isRunning && running ? walkSentence(running) : null}
          {last === null || isRunning ? null : (
            <span className="quiet">
              <When at={last.at} />
            </span>
          )}
        </p>
        {isRunning ? (
          <progress aria-label="Verified" max={running?.rows ?? 1} {...(running ? { value: running.row } : {})} />
        ) : null}
        {failure === null ? null : <p className="quiet">{failure.message}</p>}
      </div>
      {broken === undefined || isRunning ? null : (
        <button type="button" onClick={() => onShow(broken)}>
          Show it
        </button>
      )}
      <button type="button" disabled={!isLive || isRunning} onClick={begin}>
        Verify
      </button>
    </section>
  );
}
