import { shellLimits } from './limits.ts';
import type { Feature } from './shell-parts.ts';

/** Tells the engine what becomes of the machine: a sleep is a clock that jumps and links that are lost, and it should know why. */
export const tellPower: Feature = ({ electron: { powerMonitor }, engine }) => {
  const teller = (event: 'suspend' | 'resume' | 'shutdown') => (): void => {
    const client = engine.client('tray');
    if (client.ok) void client.value.shell({ request: { event }, timeoutMs: shellLimits.tellMs });
  };
  const [suspend, resume, shutdown] = [teller('suspend'), teller('resume'), teller('shutdown')];
  powerMonitor.on('suspend', suspend);
  powerMonitor.on('resume', resume);
  powerMonitor.on('shutdown', shutdown);
  return () => {
    powerMonitor.off('suspend', suspend);
    powerMonitor.off('resume', resume);
    powerMonitor.off('shutdown', shutdown);
  };
};

/** Keeps the machine awake while armed, where its user wants that; its screen may still go dark. */
export const keepAwake: Feature = ({ electron: { powerSaveBlocker }, engine, settings }) => {
  let blocker: number | null = null;
  function look(): void {
    const state = engine.state()?.state;
    // A kill at work needs the machine even more than an armed one.
    const wanted = settings.now().keepAwake && (state === 'armed' || state === 'killing');
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!wanted) release();
  }
  function release(): void {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  }
  look();
  const forget = [engine.onChange(look), settings.onChange(look)];
  return () => {
    for (const each of forget) each();
    release();
  };
};
