import { useEffect, useRef, useState } from 'react';
import type { EngineState } from '../../../shared/api/state.ts';
import type { Section } from './sections.tsx';
import { useSetup } from './setup-context.ts';

interface SectionRowProps {
  section: Section;
  live: EngineState | null;
  /** The address leads here. */
  isNamed: boolean;
}

/** One part of the configuration: a line that opens into its settings. */
export function SectionRow({ section: { title, line, owns, body }, live, isNamed }: SectionRowProps) {
  const { draft, faults, changes } = useSetup();
  const row = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(isNamed);
  useEffect(() => {
    if (!isNamed) return;
    setIsOpen(true);
    row.current?.scrollIntoView();
  }, [isNamed]);
  const isOwn = ({ field = '' }: { field?: string | undefined }): boolean =>
    owns.some((path) => field === path || field.startsWith(`${path}.`));
  const marks = [...(faults.some(isOwn) ? ['to mend'] : []), ...(changes.some(isOwn) ? ['changed'] : [])];
  return (
    <details ref={row} className="panel row" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <span className="row-label">{title}</span>
        <span className="row-sentence">
          {line(draft)}
          {marks.map((mark) => (
            <span key={mark}>
              {' '}
              <span className="badge">{mark}</span>
            </span>
          ))}
        </span>
      </summary>
      {isOpen ? body(live) : null}
    </details>
  );
}
