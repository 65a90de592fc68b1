import { useEffect, useId, useState } from 'react';
import { assertNever } from '../../../shared/assert-never.ts';
import type { DesktopApi, DesktopChanged, DesktopSettings, DesktopState } from '../../../shared/desktop.ts';
import { hotkeySentence, loginSentence, notificationsSentence } from './desktop-words.ts';

/** What belongs to this desktop and not to the engine; nothing in a browser. */
export function DesktopSection({ isOpen }: { isOpen: boolean }) {
  const { scramDesktop } = window;
  const [state, setState] = useState<DesktopState | null>(null);
  useEffect(() => void scramDesktop?.state().then(setState), []);
  if (scramDesktop === undefined || state === null) return null;
  return (
    <details className="panel row" open={isOpen}>
      <summary>
        <span className="row-label">Desktop</span>
        <span className="row-sentence">{hotkeySentence(state.hotkey, state.settings.hotkey.accelerator)}</span>
      </summary>
      <Settings desktop={scramDesktop} state={state} onState={setState} />
    </details>
  );
}

interface SettingsProps {
  desktop: DesktopApi;
  state: DesktopState;
  onState: (state: DesktopState) => void;
}

/** Each holds as soon as it is applied, so that whether the system gave the keys can be said at once. */
function Settings({ desktop, state, onState }: SettingsProps) {
  const id = useId();
  const [wanted, setWanted] = useState(state.settings);
  const [refusal, setRefusal] = useState<string | null>(null);
  const hotkey = (part: Partial<DesktopSettings['hotkey']>): void =>
    setWanted((before) => ({ ...before, hotkey: { ...before.hotkey, ...part } }));

  async function apply(asked: Promise<DesktopChanged>): Promise<void> {
    const changed = await asked;
    setRefusal(changed.ok ? null : changed.message);
    if (changed.ok) onState(changed.state);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void apply(desktop.changeSettings(wanted));
      }}
    >
      <fieldset className="group">
        <legend>Hotkey</legend>
        <label className="tick">
          <input
            type="checkbox"
            checked={wanted.hotkey.enabled}
            onChange={(event) => hotkey({ enabled: event.target.checked })}
          />
          <span>Kill by a combination of keys, from anywhere</span>
        </label>
        <div className="setting">
          <label htmlFor={`${id}-keys`}>Combination</label>
          <input
            id={`${id}-keys`}
            value={wanted.hotkey.accelerator}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={isRefused(state)}
            aria-describedby={`${id}-standing`}
            onChange={(event) => hotkey({ accelerator: event.target.value.trim() })}
          />
          <p id={`${id}-standing`} className={isRefused(state) ? 'fault' : 'quiet'} role="status">
            {hotkeySentence(state.hotkey, state.settings.hotkey.accelerator)}
          </p>
        </div>
        <div className="setting">
          <label htmlFor={`${id}-presses`}>Presses</label>
          <select
            id={`${id}-presses`}
            value={wanted.hotkey.presses}
            onChange={(event) => hotkey({ presses: event.target.value === '1' ? 1 : 2 })}
          >
            <option value={2}>two: the first only says that it was heard</option>
            <option value={1}>one: it kills at once</option>
          </select>
        </div>
        {wanted.hotkey.presses === 1 ? null : (
          <div className="setting">
            <label htmlFor={`${id}-within`}>Both within (ms)</label>
            <input
              id={`${id}-within`}
              inputMode="numeric"
              value={wanted.hotkey.withinMs}
              onChange={(event) => hotkey({ withinMs: Number(event.target.value) || 0 })}
            />
          </div>
        )}
      </fieldset>
      <label className="tick">
        <input
          type="checkbox"
          checked={wanted.keepAwake}
          onChange={(event) => setWanted({ ...wanted, keepAwake: event.target.checked })}
        />
        <span>
          Keep this machine awake while armed or killing. It costs battery: with the lid open it never sleeps by itself.
          The screen may still go dark.
        </span>
      </label>
      {refusal === null ? null : (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      <p className="actions">
        <button type="submit" className="strong">
          Apply
        </button>
      </p>
      <label className="tick">
        <input
          type="checkbox"
          checked={state.login === 'on' || state.login === 'requires-approval'}
          disabled={state.login === 'unsupported'}
          onChange={(event) => void apply(desktop.launchAtLogin(event.target.checked))}
        />
        <span>Start at login. {loginSentence(state.login)}</span>
      </label>
      <p className="quiet">Notifications: {notificationsSentence(state.notifications)}</p>
    </form>
  );
}

function isRefused({ hotkey }: DesktopState): boolean {
  switch (hotkey) {
    case 'taken':
    case 'invalid':
      return true;
    case 'active':
    case 'off':
      return false;
    default:
      return assertNever(hotkey);
  }
}
