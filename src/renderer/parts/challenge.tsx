import { useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import type { ChallengeAnswer } from '../../shared/api/commands.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { grouped } from '../../shared/words.ts';
import { useTools } from './engine-context.tsx';
import { When } from './when.tsx';

type Asking =
  | { step: 'no' }
  | { step: 'asking' }
  | { step: 'shown'; answer: ChallengeAnswer }
  | { step: 'failed'; failure: CallFailure };

/** The code that a reset in Telegram asks for, where commands are taken there at all. */
export function Challenge({ live }: { live: EngineState | null }) {
  const { client } = useTools();
  const [asking, setAsking] = useState<Asking>({ step: 'no' });
  if (live === null || live.telegram === null) return null;

  async function ask(): Promise<void> {
    setAsking({ step: 'asking' });
    const answer = await client.challenge();
    setAsking(answer.ok ? { step: 'shown', answer: answer.value } : { step: 'failed', failure: answer.failure });
  }

  return (
    <p className="challenge">
      <button type="button" disabled={asking.step === 'asking'} onClick={() => void ask()}>
        Code for a reset in Telegram
      </button>{' '}
      <output>
        {asking.step === 'shown' ? (
          <>
            <strong>{grouped(asking.answer.code)}</strong>, works once, until <When at={asking.answer.expiresAt} />
          </>
        ) : null}
        {asking.step === 'failed' ? asking.failure.message : null}
      </output>
    </p>
  );
}
