import { useEffect, useSyncExternalStore } from 'react';
import { useTools } from './parts/engine-context.tsx';
import { Frame } from './parts/frame.tsx';
import { KillNote } from './parts/kill-note.tsx';
import { SignIn } from './parts/sign-in.tsx';
import { titleOf } from './view/plate.ts';

export function App() {
  const { following } = useTools();
  const heard = useSyncExternalStore(following.subscribe, following.heard);

  useEffect(() => {
    document.title = titleOf(heard);
  }, [heard]);

  if (heard.link !== 'refused') return <Frame heard={heard} />;
  return (
    <main>
      <KillNote live={null} />
      <SignIn
        refusal={heard.failure}
        codeFailure={following.codeFailure()}
        onCode={(code) => void following.signIn(code)}
      />
    </main>
  );
}
