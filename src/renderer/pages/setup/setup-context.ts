import { createContext, useContext } from 'react';
import type { ConfigAnswer, ConfigDocument } from '../../../shared/api/configuration.ts';
import type { ConfigChange } from '../../../shared/config-changes/changes.ts';
import type { Failure } from '../../../shared/failure.ts';
import type { Path } from './edits.ts';

/** The configuration as it is being edited, for every part of the page. */
export interface Setup {
  answer: ConfigAnswer;
  /** What stands in the file. */
  file: ConfigDocument;
  /** What would stand in it. */
  draft: ConfigDocument;
  /** What is wrong with the draft; nothing can be saved until it is mended. */
  faults: readonly Failure[];
  /** From file to draft; empty while the draft has faults. */
  changes: readonly ConfigChange[];
  change: (path: Path, value: unknown) => void;
  /** Lets the file's own word hold again, at a place and inside of it; at `[]` everywhere. */
  putBack: (path: Path) => void;
  /** Reads the file anew: it was changed by somebody else. */
  reread: () => void;
}

export const SetupContext = createContext<Setup | null>(null);

export function useSetup(): Setup {
  const setup = useContext(SetupContext);
  if (setup === null) throw new Error('a part of the setup stands outside of SetupContext');
  return setup;
}
