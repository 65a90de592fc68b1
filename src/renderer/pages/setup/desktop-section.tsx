import { useEffect, useState } from 'react';
import {
  type DesktopApi,
  type DesktopChanged,
  type DesktopSettings,
  type DesktopState,
  loosensDesktop,
} from '../../../shared/desktop.ts';
import { pageLimits } from '../../limits.ts';
import { ReasonField } from '../../parts/sheet.tsx';
import { reasonNeeded } from '../../view/reason.ts';
import { hotkeyLine, loginSentence, notificationsSentence } from './desktop-words.ts';
import { HotkeyFields } from './hotkey-fields.tsx';

/** What belongs to this desktop and not to the engine; nothing in a browser. */
export function DesktopSection({ isOpen }: { isOpen: boolean }) {
  const { scramDesktop } = window;
  const [state, setState] = useState<DesktopState | null>(null);
  const isUnproven = state?.hotkey === 'unproven';
  useEffect(() => {
    const read = (): void => void scramDesktop?.state().then(setState);
    read();
    // The press that proves it is heard elsewhere.
    const timer = isUnproven ? setInterval(read, pageLimits.secondMs) : undefined;
    return () => clearInterval(timer);
  }, [isUnproven]);
  if (scramDesktop === undefined || state === null) return null;
  return (
    <details className="panel row" open={isOpen}>
      <summary>
        <span className="row-label">Desktop</span>
        <span className="row-sentence">{hotkeyLine(state)}</span>
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
  const [wanted, setWanted] = useState(state.settings);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<string | null>(null);
  const isLooser = loosensDesktop(state.settings, wanted);
  const hotkey = (part: Partial<DesktopSettings['hotkey']>): void =>
    setWanted((before) => ({ ...before, hotkey: { ...before.hotkey, ...part } }));

  async function apply(asked: Promise<DesktopChanged>): Promise<void> {
    const changed = await asked;
    setRefusal(changed.ok ? null : changed.message);
    if (!changed.ok) return;
    setReason('');
    onState(changed.state);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void apply(desktop.changeSettings(isLooser ? { ...wanted, reason } : wanted));
      }}
    >
      <fieldset className="group">
        <legend>Hotkey</legend>
        <HotkeyFields state={state} wanted={wanted.hotkey} onChange={hotkey} />
        {isLooser ? (
          <>
            <ReasonField label="Without it there is one way less to kill. Why?" value={reason} onChange={setReason} />
            <p className="quiet">{reasonNeeded(reason).sentence}</p>
          </>
        ) : null}
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
        <button type="submit" className="strong" disabled={isLooser && !reasonNeeded(reason).met}>
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
