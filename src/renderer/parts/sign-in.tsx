import { type FormEvent, useState } from 'react';
import type { CallFailure } from '../../client/failure.ts';
import { codeInPaste } from '../engine/sign-in-code.ts';

interface SignInProps {
  /** Why the engine does not let this page in. */
  refusal: CallFailure;
  /** What came of the last code that was tried. */
  codeFailure: CallFailure | null;
  onCode: (code: string) => void;
}

/** The way in, for a browser without a session: no state is known here, so none is shown. */
export function SignIn({ refusal, codeFailure, onCode }: SignInProps) {
  const [text, setText] = useState('');
  const [isWrong, setIsWrong] = useState(false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const code = codeInPaste(text);
    setIsWrong(code === null);
    if (code === null) return;
    setText('');
    onCode(code);
  }

  return (
    <section className="panel sign-in" aria-label="Sign in">
      <h1>Sign in</h1>
      {refusal.code === 'unauthenticated' ? null : <p>{`${refusal.message} ${refusal.hint}`}</p>}
      <p>This page can neither show nor stop anything until you are signed in.</p>
      <p>
        On the machine where the engine runs, <code>scram token</code> prints a fresh address. Open it in this browser,
        or paste it here. It works once, for a minute.
      </p>
      <form onSubmit={submit}>
        <label className="field">
          <span>Address or code</span>
          <input value={text} autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} />
        </label>
        <button type="submit" className="strong">
          Sign in
        </button>
      </form>
      <div role="alert">
        {isWrong ? <p>That is neither an address with a code nor a code.</p> : null}
        {!isWrong && codeFailure !== null ? <p>{`${codeFailure.message} ${codeFailure.hint}`}</p> : null}
      </div>
      <p>To stop trading without this page: the button, “scram kill”, or your broker.</p>
    </section>
  );
}
