import type { ConfigAnswer } from '../../../shared/api/configuration.ts';
import type { EngineState } from '../../../shared/api/state.ts';
import { ChangeList } from './change-list.tsx';
import { waitingChanges } from './judge.ts';
import { RestartEngine } from './restart-engine.tsx';

/** What stands in the file and is not in force, and what to do about it; nothing where the two agree. */
export function Waiting({ answer, live }: { answer: ConfigAnswer; live: EngineState | null }) {
  const waiting = waitingChanges(answer);
  if (waiting.length === 0) return null;
  return (
    <section className="panel note" aria-label="Waits for a restart">
      <p className="sentence">In the file, and in force once the engine starts again:</p>
      <ChangeList changes={waiting} />
      {waiting.some(({ field }) => field === 'deadMan.window') ? (
        <p className="quiet">SCRAM_DEADMAN_WINDOW in the engine’s environment wins over the window in the file.</p>
      ) : null}
      <RestartEngine live={live} />
      <details>
        <summary>How to restart the engine</summary>
        <ul className="ways">
          {window.scramDesktop === undefined ? null : (
            <li>With this app: Quit… in its tray, choose Disarm, and open it again.</li>
          )}
          <li>
            As a service on Linux: <code>systemctl --user restart scram</code> (of the whole machine:{' '}
            <code>sudo systemctl restart scram</code>)
          </li>
          <li>
            As a service on macOS: <code>launchctl kickstart -k gui/$(id -u)/scram.engine</code>
          </li>
          <li>In a terminal: Ctrl-C where it runs, then start it again as before.</li>
        </ul>
        <p className="quiet">
          Until it is up again nothing guards the accounts. A kill that is engaged is taken up again.
        </p>
      </details>
    </section>
  );
}
