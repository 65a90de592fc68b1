import type { ReactNode } from 'react';

interface RowProps {
  /** What it is, in a word: it stands in a column of its own, so that an eye finds it. */
  label: string;
  /** How it is now, as a sentence or half of one. */
  sentence: ReactNode;
  isFault: boolean;
  children: ReactNode;
}

/** A sentence that opens into its details. */
export function Row({ label, sentence, isFault, children }: RowProps) {
  return (
    <details className="panel row" data-fault={isFault}>
      <summary>
        <span className="row-label">{label}</span>
        <span className={isFault ? 'row-sentence sentence' : 'row-sentence'}>
          {isFault ? <span className="badge">fault</span> : null} {sentence}
        </span>
      </summary>
      {children}
    </details>
  );
}

/** Where there is nothing to open: what is missing, and what follows from that. */
export function EmptyRow({ label, sentence }: Pick<RowProps, 'label' | 'sentence'>) {
  return (
    <div className="panel row empty">
      <span className="row-label">{label}</span>
      <span className="row-sentence">{sentence}</span>
    </div>
  );
}
