import { useId, useRef, useState } from 'react';
import { isObject, type Path, valueAt } from './edits.ts';
import { Controls } from './form/control.tsx';
import { type Kind, kindsAt, type Setting } from './form/schema.ts';
import { faultAt, faultWords } from './judge.ts';
import { nameTrouble, newMember } from './members.ts';
import { useSetup } from './setup-context.ts';

interface CollectionProps {
  path: Path;
  /** `broker`, `bot`, `alert channel`. */
  what: string;
  /** A member that is named like its kind need not say it. */
  isNamedByKind?: boolean;
}

/** The members of a collection by name: each with the settings of its kind, a way to take it out, and a way to add one. */
export function Collection({ path, what, isNamedByKind = false }: CollectionProps) {
  const { file, draft, faults } = useSetup();
  const kinds = kindsAt(path);
  const inDraft = objectAt(draft, path);
  const names = [...new Set([...Object.keys(objectAt(file, path)), ...Object.keys(inDraft)])];
  const fault = faults.find(({ field }) => field === path.join('.'));
  return (
    <>
      {fault === undefined ? null : <p className="fault">{`There ${faultWords(fault)}`}</p>}
      {names.map((name) => {
        const member = inDraft[name];
        if (member === undefined) return <Removed key={name} path={[...path, name]} name={name} />;
        const kind = isObject(member) && typeof member.kind === 'string' ? member.kind : isNamedByKind ? name : '';
        const form = kinds.find((each) => each.kind === kind);
        return (
          <Member
            key={name}
            path={[...path, name]}
            name={name}
            kind={kind}
            help={form?.help ?? ''}
            settings={form?.settings ?? []}
          />
        );
      })}
      <Add path={path} what={what} kinds={kinds} taken={names} />
    </>
  );
}

interface MemberProps {
  path: Path;
  name: string;
  kind: string;
  help: string;
  settings: readonly Setting[];
}

function Member({ path, name, kind, help, settings }: MemberProps) {
  const { change, faults } = useSetup();
  const titleId = useId();
  // A kind that does not exist has no settings to stand at.
  const fault = settings.length === 0 ? faultAt(faults, path) : null;
  return (
    <section className="member" aria-labelledby={titleId}>
      <h3 id={titleId}>
        {name} {kind === '' || kind === name ? null : <span className="badge">{kind}</span>}
      </h3>
      <p className="quiet">{help}</p>
      {fault === null ? null : <p className="fault">{faultWords(fault)}</p>}
      <Controls settings={settings} path={path} />
      <button type="button" onClick={() => change(path, undefined)}>
        Remove {name}
      </button>
    </section>
  );
}

/** Still in the file; it goes when the changes are saved. */
function Removed({ path, name }: { path: Path; name: string }) {
  const { putBack } = useSetup();
  return (
    <p className="member removed">
      <span>{name} goes when this is saved.</span>
      <button type="button" onClick={() => putBack(path)}>
        Keep {name}
      </button>
    </p>
  );
}

interface AddProps {
  path: Path;
  what: string;
  kinds: readonly Kind[];
  taken: readonly string[];
}

function Add({ path, what, kinds, taken }: AddProps) {
  const { change } = useSetup();
  const id = useId();
  const [kind, setKind] = useState(kinds[0]?.kind ?? '');
  const [name, setName] = useState('');
  const nameField = useRef<HTMLInputElement>(null);
  const trouble = name === '' ? null : nameTrouble(name, taken);
  return (
    <form
      className="add"
      onSubmit={(event) => {
        event.preventDefault();
        if (name === '' || trouble !== null) return;
        change([...path, name], newMember(name, kind, kinds));
        setName('');
        // The button has nothing more to add and lets the keyboard go.
        nameField.current?.focus();
      }}
    >
      {kinds.length < 2 ? null : (
        <span>
          <label htmlFor={`${id}-kind`}>Kind</label>
          <select id={`${id}-kind`} value={kind} onChange={(event) => setKind(event.target.value)}>
            {kinds.map((each) => (
              <option key={each.kind}>{each.kind}</option>
            ))}
          </select>
        </span>
      )}
      <span>
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          ref={nameField}
          id={`${id}-name`}
          value={name}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={trouble !== null}
          aria-describedby={`${id}-trouble`}
          onChange={(event) => setName(event.target.value.trim())}
        />
      </span>
      <button type="submit" disabled={name === '' || trouble !== null}>
        Add {what}
      </button>
      <p id={`${id}-trouble`} className="fault">
        {trouble}
      </p>
    </form>
  );
}

function objectAt(json: unknown, path: Path): Record<string, unknown> {
  const value = valueAt(json, path);
  return isObject(value) ? value : {};
}
