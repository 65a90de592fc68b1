import { shellRepeatMs } from '../../shared/api/shell.ts';
import type { EngineState } from '../../shared/api/state.ts';
import type { EngineHealth } from '../engine/health.ts';
import { shellLimits } from '../limits.ts';
import type { Feature } from '../shell-parts.ts';
import { noEngineSentence } from '../tray/render.ts';
import { type Notice, noticesOf } from './notices.ts';

/** Shows what the engine has to say, and that there is none. */
export const announce: Feature = ({ engine, notifier, wallMs }) => {
  let before: EngineState | null = null;
  let lastHealth: EngineHealth['kind'] = 'attached';
  function look(): void {
    const state = engine.state();
    if (state !== null) {
      for (const notice of noticesOf(before, state, wallMs())) notifier.show(notice);
      before = state;
    }
    const health = engine.health();
    const notice = healthNotice(lastHealth, health, engine.words());
    if (notice !== null) notifier.show(notice);
    // A start that follows a loss is no news of its own: only the end of the trouble is.
    if (health.kind !== 'starting' && !isFirstLook(health)) lastHealth = health.kind;
  }
  look();
  return engine.onChange(look);
};

function healthNotice(before: EngineHealth['kind'], health: EngineHealth, words: string | null): Notice | null {
  if (health.kind === before) return null;
  if (health.kind === 'attached') {
    return { title: 'Scram', body: 'The engine answers again.', critical: false, place: 'now' };
  }
  if (health.kind === 'starting' || isFirstLook(health)) return null;
  return { title: 'NO ENGINE', body: noEngineSentence({ health, words }), critical: true, place: 'now' };
}

/** The first second of a shell: nothing is known yet, and an engine that is missing is being started already. */
function isFirstLook(health: EngineHealth): boolean {
  return health.kind === 'gone' && health.sinceMs === health.retryAtMs;
}

/**
 * Tells the engine again and again that notifications are shown here, so that they come from one side only. Where the system does
 * not show ours, the engine is left to try with its own.
 */
export const claimNotices: Feature = ({ engine, notifier, timers }) => {
  let cancel = (): void => {};
  const tell = (event: 'attached' | 'detached'): void => {
    const client = engine.client('tray');
    if (client.ok) void client.value.shell({ request: { event }, timeoutMs: shellLimits.tellMs });
  };
  const repeat = (): void => {
    if (notifier.works() !== false) tell('attached');
    cancel = timers.after(shellRepeatMs, repeat);
  };
  // At once when an engine comes up, because its first news may follow at once.
  let wasHeard = false;
  const forget = engine.onChange(() => {
    const isHeard = engine.state() !== null;
    if (isHeard && !wasHeard && notifier.works() !== false) tell('attached');
    wasHeard = isHeard;
  });
  repeat();
  return () => {
    cancel();
    forget();
    tell('detached');
  };
};
