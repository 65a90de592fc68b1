import type { EngineState } from '../../shared/api/state.ts';
import { moneyWord, tradingSentence } from '../../shared/words.ts';
import { writeAddress } from '../view/address.ts';
import { needsSentence } from '../view/needs.ts';
import type { PlateView } from '../view/plate.ts';
import { Shape } from './shape.tsx';
import { When } from './when.tsx';

/** The plate on every page but Now: the same word, shape and colour, in one line that stays while the page scrolls. */
export function PlateStrip({ view }: { view: PlateView }) {
  const tone = view.kind === 'opening' ? 'grey' : view.tone;
  const word = view.kind === 'opening' ? '…' : view.word;
  return (
    <section className={`strip tone-${tone}`} aria-label="State" aria-live="assertive" aria-atomic="true">
      {view.kind === 'opening' ? null : <Shape plate={view.word} />}
      <h1>{word}</h1>
      {view.kind === 'state' ? <StripLine state={view.state} /> : null}
    </section>
  );
}

function StripLine({ state }: { state: EngineState }) {
  const needs = needsSentence(state.conditions);
  return (
    <p>
      <strong>{moneyWord(state)}</strong>{' '}
      <span className="strip-more">
        since <When at={state.since} /> · {tradingSentence(state)}
      </span>{' '}
      {needs === null ? null : <a href={writeAddress('now')}>{needs}</a>}
    </p>
  );
}
