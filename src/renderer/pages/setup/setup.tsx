import { useMemo } from 'react';
import type { ConfigAnswer, ConfigDocument } from '../../../shared/api/configuration.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { FirstStepsAgain } from '../first-start/again.tsx';
import type { PageProps } from '../page.ts';
import { ChangeBar } from './change-bar.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { applyEdits, withEdit, withoutEdits } from './edits.ts';
import { judgeDraft } from './judge.ts';
import { SectionRow } from './section-row.tsx';
import { sections } from './sections.tsx';
import { type Setup, SetupContext } from './setup-context.ts';
import { useEdits } from './use-edits.ts';
import { Waiting } from './waiting.tsx';

/** Rows after which the configuration is read again. */
const changingRows: readonly string[] = ['CONFIG_CHANGED', 'DEVICE_PAIRED', 'DEVICE_RENAMED', 'DEVICE_RETIRED'];

/** The configuration file, setting by setting, and what belongs to this desktop. */
export function SetupPage({ live, rest }: PageProps) {
  const { client } = useTools();
  const { value, failure } = useReloading(
    live !== null,
    () => client.config(),
    ({ kind }) => changingRows.includes(kind),
  );
  return (
    <div className="setup">
      {value !== null ? null : (
        <p role="status">{failure === null ? 'Reading the configuration…' : `${failure.message} ${failure.hint}`}</p>
      )}
      {value === null ? null : <Configuration answer={value} live={live} opened={rest} />}
      <DesktopSection isOpen={rest === 'desktop'} />
      <FirstStepsAgain />
    </div>
  );
}

interface ConfigurationProps {
  answer: ConfigAnswer;
  live: EngineState | null;
  /** The section that the address names. */
  opened: string;
}

function Configuration({ answer, live, opened }: ConfigurationProps) {
  if (answer.document === null) {
    return (
      <p className="panel note" role="alert">
        {answer.file} is no longer a configuration that can be read, so it can’t be changed here. What was in force at
        the engine’s start still is. Run <code>scram config check</code> on it and mend it.
      </p>
    );
  }
  return <Editor answer={answer} file={answer.document} live={live} opened={opened} />;
}

function Editor({ answer, file, live, opened }: ConfigurationProps & { file: ConfigDocument }) {
  const [edits, setEdits] = useEdits();
  const draft = useMemo(() => applyEdits(file, edits), [file, edits]);
  const judged = useMemo(() => judgeDraft(file, draft), [file, draft]);
  const setup: Setup = {
    answer,
    file,
    draft,
    ...judged,
    change: (path, value) => setEdits(withEdit(edits, { path, value })),
    putBack: (path) => setEdits(withoutEdits(edits, path)),
  };
  return (
    <SetupContext value={setup}>
      <p className="quiet">
        {answer.file === null ? 'No configuration file yet: the demo runs, on paper. Saving makes one.' : answer.file}
      </p>
      <Waiting answer={answer} />
      {sections.map((section) => (
        <SectionRow key={section.id} section={section} live={live} isNamed={section.id === opened} />
      ))}
      <ChangeBar />
    </SetupContext>
  );
}
