import { useState } from 'react';
import type { BotState } from '../../shared/api/bots.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { botWord, isResumable } from '../../shared/bot-words.ts';
import { botsInOrder } from '../view/bots.ts';
import { BotResumeSheet } from './bots-resume.tsx';
import { When } from './when.tsx';

/** The bots, each with what it is and what holds it. `live` null: what was so when the engine was last heard. */
export function Bots({ bots, live }: { bots: readonly BotState[]; live: EngineState | null }) {
  const [resuming, setResuming] = useState<string | null>(null);
  return (
    <section aria-label="Bots">
      <h2>Bots</h2>
      {bots.length === 0 ? (
        <p className="quiet">None are configured: a kill closes what they open, and can’t stop them.</p>
      ) : null}
      {botsInOrder(bots).map((bot) => (
        <Bot key={bot.name} bot={bot} onResume={live === null ? null : () => setResuming(bot.name)} />
      ))}
      {resuming === null ? null : <BotResumeSheet name={resuming} live={live} onClose={() => setResuming(null)} />}
    </section>
  );
}

function Bot({ bot, onResume }: { bot: BotState; onResume: (() => void) | null }) {
  const { name, kind, held, since, words, returns } = bot;
  const isFault = bot.state === 'failed' || (bot.state === 'unknown' && bot.asked !== null);
  return (
    <article className="panel row bot" data-fault={isFault} aria-label={name}>
      <div>
        <p>
          <strong>{name}</strong> <span className="badge">{kind}</span>{' '}
          <span className={isFault ? 'sentence' : ''}>{botWord(bot)}</span>
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
