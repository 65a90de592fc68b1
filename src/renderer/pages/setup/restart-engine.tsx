import { useEffect, useState } from 'react';
import type { EngineState } from '../../../shared/api/state.ts';
import { type Asking, Sheet } from '../../parts/sheet.tsx';

/** Has the desktop app restart the engine; nothing where it can't, which is told otherwise. */
export function RestartEngine({ live }: { live: EngineState | null }) {
  const { scramDesktop } = window;
  const [isOffered, setIsOffered] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  const latch = live?.state;
  useEffect(() => {
    if (latch !== 'armed') setIsOffered(false);
    else void scramDesktop?.state().then(({ canRestart }) => setIsOffered(canRestart));
  }, [latch]);
  if (scramDesktop === undefined || !(isOffered || isOpen)) return null;

  async function restart(): Promise<void> {
    setAsking({ step: 'asking' });
    const done = await scramDesktop?.restartEngine();
    setAsking({ step: 'no' });
    if (done === undefined || done.ok) return setIsOpen(false);
    const failure = { code: 'failed', message: done.message, hint: byHand, mayHaveLanded: true } as const;
    setAsking({ step: 'failed', failure });
  }

  return (
    <>
      <button type="button" onClick={() => setIsOpen(true)}>
        Restart the engine…
      </button>
      {isOpen ? (
        <Sheet
          title="Restart the engine"
          lead="For some seconds nothing guards the accounts. Then it is armed again, with what stands in the file."
          action={{ verb: 'Restart', done: 'restarted' }}
          needed={[{ id: 'armed', met: latch === 'armed', sentence: 'The engine is armed: no kill is at work.' }]}
          asking={asking}
          onAsk={() => void restart()}
          onClose={() => setIsOpen(false)}
        >
          {null}
        </Sheet>
      ) : null}
    </>
  );
}

const byHand = 'The tray says how the engine is. If it is urgent, close by hand at your broker.';
