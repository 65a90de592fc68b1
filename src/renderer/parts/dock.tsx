import type { EngineState } from '../../shared/api/state.ts';
import { isResetable } from '../view/reset.ts';
import { KillControl } from './kill-control.tsx';

/** At the foot of the window on every page, whatever it scrolls to: the kill, and the way back from one. */
export function Dock({ live, onReset }: { live: EngineState | null; onReset: () => void }) {
  const reset = (
    <button type="button" onClick={onReset}>
      Reset…
    </button>
  );
  return (
    <footer className="dock">
      <KillControl live={live} beside={live !== null && isResetable(live) ? reset : null} />
    </footer>
  );
}
