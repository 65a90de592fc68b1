import type { ConfigChange } from '../../../shared/config-changes/changes.ts';

/** Changes in words, those that take away some protection marked as that. */
export function ChangeList({ changes }: { changes: readonly ConfigChange[] }) {
  return (
    <ul className="changes">
      {changes.map(({ field, words, loosens }) => (
        <li key={field}>
          {words} {loosens ? <span className="badge">loosens</span> : null}
        </li>
      ))}
    </ul>
  );
}
