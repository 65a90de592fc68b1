import type { EngineState, KillState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { moneyWord, sourceName, tradingSentence } from '../../shared/words.ts';
import { writeAddress } from '../view/address.ts';
import { plural } from '../view/numbers.ts';
import { moneySentence, type PlateView } from '../view/plate.ts';
import { Shape } from './shape.tsx';
import { When } from './when.tsx';

/** The one large thing: the state's word, and what a person would ask next. Spoken at once by a screen reader when it changes. */
export function Plate({ view }: { view: PlateView }) {
  const tone = view.kind === 'opening' ? 'grey' : view.tone;
  const word = view.kind === 'opening' ? '…' : view.word;
  return (
    <section
      className={`plate tone-${tone}`}
      data-word={word}
      data-critical={view.kind === 'state' && view.isCritical}
      aria-label="State"
      aria-live="assertive"
      aria-atomic="true"
    >
      {view.kind === 'opening' ? null : <Shape plate={view.word} />}
      <div className="plate-text">
        <h1>{word}</h1>
        <PlateLines view={view} />
      </div>
    </section>
  );
}

function PlateLines({ view }: { view: PlateView }) {
  switch (view.kind) {
    case 'opening':
      return <p>Asking the engine.</p>;
    case 'no_engine':
      return <NoEngineLines view={view} />;
    case 'state':
      return <StateLines state={view.state} />;
    default:
      return assertNever(view);
  }
}

function NoEngineLines({ view }: { view: Extract<PlateView, { kind: 'no_engine' }> }) {
  return (
    <>
      <p>The engine does not answer here: what it does now is not known. This page keeps trying.</p>
      {view.last === null ? null : (
        <p>
          Last heard at <When at={view.last.at} />, when it was {view.last.word}.
        </p>
      )}
      {view.why === null ? null : <p>{view.why}</p>}
      <p>If it is urgent, close by hand at your broker. “scram status” tells whether the engine runs.</p>
    </>
  );
}

function StateLines({ state }: { state: EngineState }) {
  return (
    <>
      <p>
        since <When at={state.since} /> · {tradingSentence(state)}
      </p>
      {state.kill === null ? <LastReset state={state} /> : <KillLines kill={state.kill} />}
      <p>
        <strong>{moneyWord(state)}</strong> {moneySentence(state)}
      </p>
    </>
  );
}

function KillLines({ kill }: { kill: KillState }) {
  const { receipts } = kill;
  const last = receipts.at(-1);
  return (
    <>
      <p>
        Pulled by {sourceName(kill.source)} at <When at={kill.firedAt} />: {kill.reason || 'no reason given'}
      </p>
      {last === undefined ? null : (
        <p>
          Joined by {plural(receipts.length, 'further signal')}, the last by {sourceName(last.source)} at{' '}
          <When at={last.at} />.
        </p>
      )}
      <p>
        <a href={writeAddress('kills', kill.killId)}>Kill {kill.killId}</a>
        {kill.journaled ? null : ' · not in the journal yet; the latch holds all the same'}
      </p>
    </>
  );
}

function LastReset({ state: { lastReset } }: { state: EngineState }) {
  if (lastReset === null) return null;
  return (
    <p>
      Last reset by {sourceName(lastReset.source)} at <When at={lastReset.at} />: {lastReset.reason}
    </p>
  );
}
