import { useId } from 'react';
import { assertNever } from '../../../shared/assert-never.ts';
import type { DesktopState, HotkeySettings, HotkeyStanding } from '../../../shared/desktop.ts';
import { hotkeySentence } from './desktop-words.ts';

interface HotkeyFieldsProps {
  /** As it is in force. */
  state: DesktopState;
  wanted: HotkeySettings;
  onChange: (part: Partial<HotkeySettings>) => void;
}

/** The kill by a combination of keys, and whether the system gives it. */
export function HotkeyFields({ state, wanted, onChange }: HotkeyFieldsProps) {
  const id = useId();
  const isWrong = isRefused(state.hotkey);
  return (
    <>
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.enabled}
          onChange={(event) => onChange({ enabled: event.target.checked })}
        />
        <span>Kill by a combination of keys, from anywhere</span>
      </label>
      <div className="setting">
        <label htmlFor={`${id}-keys`}>Combination</label>
        <input
          id={`${id}-keys`}
          value={wanted.accelerator}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby={`${id}-standing`}
          onChange={(event) => onChange({ accelerator: event.target.value.trim() })}
        />
        <p id={`${id}-standing`} className={isWrong ? 'fault' : 'quiet'} role="status">
          {hotkeySentence(state)}
        </p>
      </div>
      <div className="setting">
        <label htmlFor={`${id}-presses`}>Presses</label>
        <select
          id={`${id}-presses`}
          value={wanted.presses}
          onChange={(event) => onChange({ presses: event.target.value === '1' ? 1 : 2 })}
        >
          <option value={2}>two: the first only says that it was heard</option>
          <option value={1}>one: it kills at once</option>
        </select>
      </div>
      {wanted.presses === 1 ? null : (
        <div className="setting">
          <label htmlFor={`${id}-within`}>Both within (ms)</label>
          <input
            id={`${id}-within`}
            inputMode="numeric"
            value={wanted.withinMs}
            onChange={(event) => onChange({ withinMs: Number(event.target.value) || 0 })}
          />
        </div>
      )}
    </>
  );
}

function isRefused(standing: HotkeyStanding): boolean {
  switch (standing) {
    case 'taken':
    case 'invalid':
      return true;
    case 'active':
    case 'unproven':
    case 'off':
      return false;
    default:
      return assertNever(standing);
  }
}
