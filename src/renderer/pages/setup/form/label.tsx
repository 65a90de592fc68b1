import type { Setting } from './schema.ts';

/** What every control is given: its value, a way to change it, and the ids by which it is named, described and found. */
export interface ControlParts {
  id: string;
  value: unknown;
  /** `undefined` takes the setting out of the file. */
  onChange: (value: unknown) => void;
  described: { 'aria-invalid': boolean; 'aria-describedby': string };
}

export function Label({ id, setting }: { id: string; setting: Setting }) {
  return (
    <label htmlFor={id}>
      {setting.label}
      {setting.isRequired ? null : <span className="quiet"> optional</span>}
    </label>
  );
}
