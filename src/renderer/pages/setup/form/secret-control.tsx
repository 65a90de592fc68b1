import { isObject } from '../edits.ts';
import { SecretEntry } from '../secret-entry.tsx';
import { useSetup } from '../setup-context.ts';
import { type ControlParts, Label } from './label.tsx';
import type { Setting } from './schema.ts';

/** Where a secret is found, never the secret: a name of Scram's own, or a variable of the engine's environment. */
export function SecretControl({ setting, id, value, onChange, described }: ControlParts & { setting: Setting }) {
  const { answer } = useSetup();
  const reference = isObject(value) ? value : {};
  const isEnv = 'env' in reference;
  const name = String((isEnv ? reference.env : reference.secret) ?? '');
  const isMissing = answer.missingSecrets.some((each) => JSON.stringify(each) === JSON.stringify(value));
  const put = (inEnv: boolean, next: string): void =>
    onChange(next === '' && !setting.isRequired ? undefined : inEnv ? { env: next } : { secret: next });
  return (
    <>
      <Label id={id} setting={setting} />
      <div className="secret">
        <select
          aria-label={`${setting.label}: where it is kept`}
          value={isEnv ? 'env' : 'secret'}
          onChange={(event) => put(event.target.value === 'env', name)}
        >
          <option value="secret">a secret named</option>
          <option value="env">the environment’s</option>
        </select>
        <input
          id={id}
          value={name}
          autoComplete="off"
          spellCheck={false}
          placeholder={isEnv ? 'NAME_OF_A_VARIABLE' : 'name'}
          {...described}
          onChange={(event) => put(isEnv, event.target.value.trim())}
        />
        {isEnv || name === '' ? null : <SecretEntry key={name} name={name} what={setting.label} />}
      </div>
      {isMissing ? <p className="fault">The engine that runs finds nothing there.</p> : null}
    </>
  );
}
