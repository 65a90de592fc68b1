import { type ReactNode, useId, useState } from 'react';
import type { CallFailure } from '../../../client/failure.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { pageLimits } from '../../limits.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { Refusal } from '../../parts/sheet.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { writeAddress } from '../../view/address.ts';
import { setDismissed, useDismissed } from './dismissed.ts';
import { drillSentence, nextStep, type Seen, type Step, seenBy } from './steps.ts';

/**
 * From nothing to a first drill and a first kill, on paper. Only while the engine runs the demo, where a kill can cost nothing, and
 * never while one is at work: then there is something more important to look at.
 */
export function FirstStart({ live }: { live: EngineState }) {
  const { client } = useTools();
  const isDismissed = useDismissed();
  const config = useReloading(
    true,
    () => client.config(),
    ({ kind }) => kind === 'CONFIG_CHANGED',
  );
  const isDemo = config.value !== null && config.value.file === null && live.paper;
  if (!isDemo || isDismissed || live.state === 'killing') return null;
  return <Steps live={live} />;
}

function Steps({ live }: { live: EngineState }) {
  const { client } = useTools();
  const titleId = useId();
  const drills = useReloading(
    true,
    () => client.drillState(),
    ({ kind }) => kind === 'DRILL',
  );
  if (drills.value === null) return null;
  const seen = seenBy(live, drills.value);
  const next = nextStep(seen);
  return (
    <section className="panel first-steps" aria-labelledby={titleId}>
      <h2 id={titleId}>First steps</h2>
      <p>
        Scram stops everything that trades for you: one throw cancels every order, closes every position and halts your
        bots, and shows it only once the broker has confirmed it. This is PAPER: a made-up account inside the engine.
        Nothing here costs money.
      </p>
      <ol>
        <StepRow step="drill" next={next} done={seen.drill !== null} title="Run a drill">
          <DrillStep seen={seen} />
        </StepRow>
        <StepRow step="kill" next={next} done={seen.killed} title="Kill the paper account">
          <p>
            Hold the button at the foot of this window, or Space on it, until it fires. Then watch the account go to
            zero. From now on it is there on every page.
          </p>
        </StepRow>
        <StepRow step="reset" next={next} done={seen.reset} title="Allow trading again">
          <p>“Reset…” beside it asks for a reason and a typed word. It starts no bot.</p>
        </StepRow>
        <StepRow step="connect" next={next} done={false} title="Connect what is yours">
          <p>
            <a href={writeAddress('setup', 'buttons')}>A button</a>,{' '}
            <a href={writeAddress('setup', 'brokers')}>your broker</a> (begin with its paper account),{' '}
            <a href={writeAddress('setup', 'alerts')}>where you are told</a>. Then look at{' '}
            <a href={writeAddress('ready')}>Ready</a>.
          </p>
        </StepRow>
      </ol>
      <p className="actions">
        <button type="button" onClick={() => setDismissed(true)}>
          Put these away
        </button>
      </p>
    </section>
  );
}

interface StepRowProps {
  step: Step;
  next: Step;
  done: boolean;
  title: string;
  children: ReactNode;
}

/** What comes next is open; the rest is a line. */
function StepRow({ step, next, done, title, children }: StepRowProps) {
  return (
    <li data-done={done} aria-current={step === next ? 'step' : undefined}>
      <span aria-hidden="true">{done ? '✓' : '○'}</span>
      <div>
        <strong>{title}</strong>
        {done ? <span className="unseen"> done</span> : null}
        {step === next || (step === 'drill' && done) ? children : null}
      </div>
    </li>
  );
}

function DrillStep({ seen }: { seen: Seen }) {
  const { client } = useTools();
  const [isRunning, setIsRunning] = useState(false);
  const [failure, setFailure] = useState<CallFailure | null>(null);

  async function run(): Promise<void> {
    setIsRunning(true);
    const answer = await client.drill({ timeoutMs: pageLimits.drillMs });
    setFailure(answer.ok ? null : answer.failure);
    setIsRunning(false);
  }

  if (seen.drill !== null) return <p role="status">{drillSentence(seen.drill)}</p>;
  return (
    <>
      <p>A whole kill with a button and an account of its own. Yours are not touched, and the engine stays armed.</p>
      {failure === null ? null : <Refusal failure={failure} done="run" />}
      <button type="button" className="strong" disabled={isRunning} onClick={() => void run()}>
        {isRunning ? 'The drill is running' : 'Run a drill'}
      </button>
    </>
  );
}
