import { useState } from 'react';
import type { PairAnswer } from '../../../shared/api/commands.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { deviceSentence } from '../../../shared/link-words.ts';
import { copyText } from '../../parts/copy-text.ts';

interface PairedProps {
  answer: PairAnswer;
  live: EngineState | null;
  onDone: () => void;
}

/** What is left to do with a button that has just been paired, and whether it is heard by now. */
export function Paired({ answer: { device, name, secretsHeader }, live, onDone }: PairedProps) {
  const state = live?.devices.find(({ id }) => id === device);
  const isHeard = state?.paths.some(({ lastHeardAt }) => lastHeardAt !== null) ?? false;
  return (
    <section className="member" aria-label="Pair a button">
      <h3>{name} is paired</h3>
      {secretsHeader === null ? null : <Header lines={secretsHeader} />}
      <p role="status">
        {isHeard && state !== undefined ? `It is heard: ${deviceSentence(state)}` : 'It is not heard yet.'}
      </p>
      <p>Throw its switch once to try it. That is a real kill: on a real account do it while nothing is open.</p>
      <button type="button" onClick={onDone}>
        Done
      </button>
    </section>
  );
}

/** The two lines, each of which may wrap twice in a small window. */
const headerRows = 6;

/** The one time that a secret is shown, because somebody has to build it into the firmware. It goes when this part does. */
function Header({ lines }: { lines: string }) {
  const [isCopied, setIsCopied] = useState<boolean | null>(null);
  return (
    <>
      <p>
        Put these lines into <code>firmware/include/secrets.h</code> (copy <code>secrets.h.example</code> beside it),
        with the name and password of your network, then build and flash it. They hold the button’s secret and are not
        shown again.
      </p>
      <textarea readOnly rows={headerRows} value={lines} aria-label="Lines for secrets.h" className="lines" />
      <p>
        <button type="button" onClick={() => setIsCopied(copyText(lines))}>
          Copy the lines
        </button>
        <span role="status" className="quiet">
          {isCopied === null ? '' : isCopied ? ' Copied.' : ' Not copied: select them, and copy them by hand.'}
        </span>
      </p>
    </>
  );
}
