import { useState } from 'react';
import type { BotState } from '../../shared/api/bots.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { botWord, isResumable } from '../../shared/bot-words.ts';
import { botsInOrder, botsSentence, isBotFault } from '../view/bots.ts';
import { BotResumeSheet } from './bots-resume.tsx';
import { EmptyRow, Row } from './row.tsx';
import { When } from './when.tsx';

/** The bots, each with what it is and what holds it. `live` null: what was so when the engine was last heard. */
export function Bots({ bots, live }: { bots: readonly BotState[]; live: EngineState | null }) {
  const [resuming, setResuming] = useState<string | null>(null);
  return (
    <section aria-label="Bots">
      {bots.length === 0 ? (
        <EmptyRow label="Bots" sentence="None are configured: a kill closes what they open, and can’t stop them." />
      ) : (
        <Row label="Bots" isFault={bots.some(isBotFault)} sentence={botsSentence(bots)}>
          {botsInOrder(bots).map((bot) => (
            <Bot key={bot.name} bot={bot} onResume={live === null ? null : () => setResuming(bot.name)} />
          ))}
        </Row>
      )}
      {resuming === null ? null : <BotResumeSheet name={resuming} live={live} onClose={() => setResuming(null)} />}
    </section>
  );
}

function Bot({ bot, onResume }: { bot: BotState; onResume: (() => void) | null }) {
  const { name, kind, held, since, words, returns } = bot;
  return (
    <article className="item" aria-label={name}>
      <div>
        <p>
          <strong>{name}</strong> <span className="badge">{kind}</span>{' '}
          <span className={isBotFault(bot) ? 'sentence' : ''}>{botWord(bot)}</span>
        </p>
        <p className="quiet">
          {words} · since <When at={since} />
        </p>
        {held === null ? null : (
          <p className="quiet">
            held since <When at={held.since} />: {held.cause}
            {returns === 0 ? null : ` · came back ${returns === 1 ? 'once' : `${returns} times`}`}
          </p>
        )}
      </div>
      {onResume !== null && isResumable(bot) ? (
        <button type="button" onClick={onResume} aria-label={`Resume ${name}`}>
          Resume…
        </button>
      ) : null}
    </article>
  );
}
