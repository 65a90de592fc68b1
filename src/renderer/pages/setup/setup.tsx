import { useEffect, useMemo, useState } from 'react';
import type { ConfigAnswer, ConfigDocument } from '../../../shared/api/configuration.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { useTools } from '../../parts/engine-context.tsx';
import { ReadNote } from '../../parts/read-note.tsx';
import { useReloading } from '../../parts/use-reloading.ts';
import { FirstStepsAgain } from '../first-start/again.tsx';
import type { PageProps } from '../page.ts';
import { ChangeBar } from './change-bar.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { applyEdits, openEdits, withEdit, withoutEdits } from './edits.ts';
import { judgeDraft } from './judge.ts';
import { SectionRow } from './section-row.tsx';
import { sections } from './sections.tsx';
import { type Setup, SetupContext } from './setup-context.ts';
import { useEdits } from './use-edits.ts';
import { Waiting } from './waiting.tsx';

/** Rows after which the configuration is read again. */
const changingRows: readonly string[] = [
  'CONFIG_CHANGED',
  'SECRET_KEPT',
  'DEVICE_PAIRED',
  'DEVICE_RENAMED',
  'DEVICE_RETIRED',
];

/** The configuration file, setting by setting, and what belongs to this desktop. */
export function SetupPage({ live, rest }: PageProps) {
  return (
    <div className="setup">
      <Configuration live={live} opened={rest} />
      <DesktopSection isOpen={rest === 'desktop'} />
      <FirstStepsAgain />
    </div>
  );
}

interface ConfigurationProps {
  live: EngineState | null;
  /** The section that the address names. */
  opened: string;
}

function Configuration({ live, opened }: ConfigurationProps) {
  const { client } = useTools();
  const [readings, setReadings] = useState(0);
  const { value, failure } = useReloading(
    live !== null,
    () => client.config(),
    ({ kind }) => changingRows.includes(kind),
    readings,
  );
  if (value === null) {
    return <ReadNote isLive={live !== null} isRead={false} failure={failure} reading="Reading the configuration." />;
  }
  if (value.document === null) {
    return (
      <p className="panel note" role="alert">
        {value.file} is no longer a configuration that can be read, so it can’t be changed here. What was in force at
        the engine’s start still is. Run <code>scram config check</code> on it and mend it.
      </p>
    );
  }
  return (
    <Editor answer={value} file={value.document} live={live} opened={opened} reread={() => setReadings(readings + 1)} />
  );
}

interface EditorProps extends ConfigurationProps {
  answer: ConfigAnswer;
  file: ConfigDocument;
  reread: () => void;
}

function Editor({ answer, file, live, opened, reread }: EditorProps) {
  const [edits, setEdits] = useEdits();
  useEffect(() => setEdits(openEdits(file, edits)), [file, edits, setEdits]);
  const draft = useMemo(() => applyEdits(file, edits), [file, edits]);
  const judged = useMemo(() => judgeDraft(file, draft), [file, draft]);
  const setup: Setup = {
    answer,
    file,
    draft,
    ...judged,
    change: (path, value) => setEdits(withEdit(edits, { path, value })),
    putBack: (path) => setEdits(withoutEdits(edits, path)),
    reread,
  };
  return (
    <SetupContext value={setup}>
      <p className="quiet">
        {answer.file === null ? 'No configuration file yet: the demo runs, on paper. Saving makes one.' : answer.file}
      </p>
      <Waiting answer={answer} live={live} />
      <ChangeBar />
      {sections.map((section) => (
        <SectionRow key={section.id} section={section} live={live} isNamed={section.id === opened} />
      ))}
    </SetupContext>
  );
}
