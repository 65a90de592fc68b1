import type { EngineState } from '../../shared/api/state.ts';
import { isResetable } from '../view/reset.ts';
import { KillControl } from './kill-control.tsx';

/** At the foot of the window on every page, whatever it scrolls to: the kill, and the way back from one. */
export function Dock({ live, onReset }: { live: EngineState | null; onReset: () => void }) {
  return (
    <footer className="dock">
      <KillControl live={live} />
      {live !== null && isResetable(live) ? (
        <button type="button" className="reset" onClick={onReset}>
          Reset…
        </button>
      ) : null}
    </footer>
  );
}
