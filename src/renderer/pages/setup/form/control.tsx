import { type ReactNode, useId, useState } from 'react';
import { isObject, type Path, valueAt } from '../edits.ts';
import { faultAt, faultWords } from '../judge.ts';
import { useSetup } from '../setup-context.ts';
import { type ControlParts, Label } from './label.tsx';
import type { Setting } from './schema.ts';
import { SecretControl } from './secret-control.tsx';
import { howToWrite, type TextEntry, textOf, valueFrom } from './text.ts';

interface ControlProps {
  setting: Setting;
  path: Path;
}

/** One setting with its name, its help and what is wrong with it. A group shows each of its settings. */
export function Control({ setting, path }: ControlProps) {
  const { draft, faults, change } = useSetup();
  const id = useId();
  if (setting.input.entry === 'group') {
    const { label, help, isRequired, standard } = setting;
    const Group = isRequired || standard !== undefined ? PlainGroup : OptionalGroup;
    return <Group label={label} help={help} settings={setting.input.settings} path={path} />;
  }
  const fault = faultAt(faults, path);
  const value = valueAt(draft, path);
  const parts: ControlParts = {
    id,
    value,
    onChange: (next) => change(path, isSame(next, setting.standard) ? undefined : next),
    described: { 'aria-invalid': fault !== null, 'aria-describedby': `${id}-help ${id}-fault` },
  };
  return (
    <div className="setting" data-fault={fault !== null}>
      {controlOf(setting, parts)}
      <p id={`${id}-help`} className="quiet">
        {helpOf(setting)}
      </p>
      <p id={`${id}-fault`} className="fault">
        {fault === null ? null : `${setting.label} ${faultWords(fault)}`}
      </p>
    </div>
  );
}

export function Controls({ settings, path }: { settings: readonly Setting[]; path: Path }) {
  return (
    <>
      {settings.map((setting) => (
        <Control key={setting.key} setting={setting} path={[...path, setting.key]} />
      ))}
    </>
  );
}

interface GroupProps {
  label: string;
  help: string;
  settings: readonly Setting[];
  path: Path;
}

function PlainGroup({ label, help, settings, path }: GroupProps) {
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <p className="quiet">{help}</p>
      <Controls settings={settings} path={path} />
    </fieldset>
  );
}

/** Settings that need not be there at all: a switch says whether they are. */
export function OptionalGroup({ label, help, settings, path }: GroupProps) {
  const { draft, change } = useSetup();
  const isThere = isObject(valueAt(draft, path));
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      <label className="tick">
        <input
          type="checkbox"
          checked={isThere}
          onChange={(event) => change(path, event.target.checked ? {} : undefined)}
        />
        <span>{help}</span>
      </label>
      {isThere ? <Controls settings={settings} path={path} /> : null}
    </fieldset>
  );
}

function controlOf(setting: Setting, parts: ControlParts): ReactNode {
  const { input } = setting;
  switch (input.entry) {
    case 'switch':
      return <SwitchControl setting={setting} {...parts} />;
    case 'choice':
      return <ChoiceControl setting={setting} options={input.of} {...parts} />;
    case 'ticks':
      return <TicksControl setting={setting} options={input.of} {...parts} />;
    case 'secret':
      return <SecretControl setting={setting} {...parts} />;
    case 'group':
      return null;
    default:
      return <TextControl setting={setting} entry={input.entry} {...parts} />;
  }
}

type WithSetting = ControlParts & { setting: Setting };

function TextControl({ setting, entry, id, value, onChange, described }: WithSetting & { entry: TextEntry }) {
  const [typed, setTyped] = useState(() => textOf(entry, value));
  // What was typed stays as it was typed (`0.` on the way to `0.5`) for as long as it means the value.
  const text = isSame(valueFrom(entry, typed), value) ? typed : textOf(entry, value);
  const shared = {
    id,
    value: text,
    placeholder: textOf(entry, setting.standard),
    spellCheck: false,
    ...described,
    onChange(event: { target: { value: string } }) {
      setTyped(event.target.value);
      onChange(valueFrom(entry, event.target.value));
    },
  };
  const isLong =
    entry === 'lines' || entry === 'numbers' || entry === 'pairs' || entry === 'secrets' || entry === 'json';
  return (
    <>
      <Label id={id} setting={setting} />
      {isLong ? (
        <textarea rows={Math.max(2, text.split('\n').length)} {...shared} />
      ) : (
        <input autoComplete="off" {...shared} />
      )}
    </>
  );
}

function SwitchControl({ setting, id, value, onChange, described }: WithSetting) {
  return (
    <label className="tick">
      <input
        id={id}
        type="checkbox"
        checked={(value ?? setting.standard) === true}
        {...described}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{setting.label}</span>
    </label>
  );
}

function ChoiceControl({
  setting,
  options,
  id,
  value,
  onChange,
  described,
}: WithSetting & { options: readonly string[] }) {
  return (
    <>
      <Label id={id} setting={setting} />
      <select
        id={id}
        value={String(value ?? setting.standard ?? '')}
        {...described}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        {setting.standard === undefined ? <option value="">choose…</option> : null}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </>
  );
}

function TicksControl({
  setting,
  options,
  id,
  value,
  onChange,
  described,
}: WithSetting & { options: readonly string[] }) {
  const ticked = Array.isArray(value) ? value.map(String) : [];
  const toggle = (option: string, isTicked: boolean): void =>
    onChange(options.filter((each) => (each === option ? isTicked : ticked.includes(each))));
  return (
    <fieldset id={id} className="choices" {...described}>
      <legend>{setting.label}</legend>
      {options.map((option) => (
        <label key={option} className="tick">
          <input
            type="checkbox"
            checked={ticked.includes(option)}
            onChange={(event) => toggle(option, event.target.checked)}
          />
          <span>{option}</span>
        </label>
      ))}
    </fieldset>
  );
}

function helpOf({ help, input }: Setting): string {
  if (input.entry === 'choice' || input.entry === 'ticks' || input.entry === 'switch') return help;
  if (input.entry === 'group' || input.entry === 'secret') return help;
  return [help, howToWrite(input.entry)].filter((sentence) => sentence !== '').join(' ');
}

/** As the file would write them. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
