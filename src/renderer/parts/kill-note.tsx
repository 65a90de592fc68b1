import { useEffect, useSyncExternalStore } from 'react';
import type { EngineState } from '../../shared/api/state.ts';
import { isHistory, killNote, triesNote } from '../view/kill-note.ts';
import { useTools } from './engine-context.tsx';

/** What became of the kill that was sent from here: loud for as long as somebody may have to do something about it. */
export function KillNote({ live }: { live: EngineState | null }) {
  const { killSender } = useTools();
  const sending = useSyncExternalStore(killSender.subscribe, killSender.now);
  const isOver = isHistory(sending, live);
  useEffect(() => {
    // Or it would come back as news when the engine is no longer heard.
    if (isOver) killSender.dismiss();
  }, [isOver, killSender]);
  const lines = killNote(sending, live);
  const tries = triesNote(sending);
  if (lines.length === 0) return null;
  return (
    <section className={sending.step === 'answered' ? 'note-taken' : 'panel note'} aria-label="Your kill">
      <div aria-live="assertive">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {tries === null ? null : <p>{tries}</p>}
      {sending.step === 'unknown' ? (
        <button type="button" onClick={killSender.giveUp}>
          Stop trying
        </button>
      ) : null}
      {sending.step === 'given_up' || sending.step === 'refused' ? (
        <button type="button" onClick={killSender.dismiss}>
          Dismiss
        </button>
      ) : null}
    </section>
  );
}
