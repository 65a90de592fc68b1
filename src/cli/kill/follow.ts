import { clientLimits } from '../../client/limits.ts';
import { systemTimers } from '../../client/timers.ts';
import type { EngineView } from '../../client/view.ts';
import { watchEngine } from '../../client/watch.ts';
import type { EngineState } from '../../shared/api/state.ts';
import { assertNever } from '../../shared/assert-never.ts';
import { formatDuration } from '../../shared/duration.ts';
import { complain } from '../complain.ts';
import type { Context, Outcome } from '../context.ts';
import { findEngine } from '../engine-link.ts';
import { exitStatus, interruptedStatus } from '../exit.ts';
import { cliLimits } from '../limits.ts';
import { plateLine, residualLine } from '../render/status.ts';
import { displayOn } from './display.ts';
import { progressLines, verdictOf } from './progress.ts';

export interface Followed {
  killId: string;
  /** On the clock of `performance.now()`. */
  startedMs: number;
  /** How long to wait for the brokers' confirmation; null until settled. */
  waitMs: number | null;
}

/** Shows a kill's progress until it is settled. The kill itself is the engine's: whatever happens here, it goes on. */
export function followKill(context: Context, { killId, startedMs, waitMs }: Followed): Promise<Outcome> {
  const { out, err } = context;
  const display = displayOn(out);
  let latest: EngineState | null = null;
  /** What was last said of the link, so that it is said once. */
  let said: EngineView['link'] = 'live';
  let hasShownPlate = false;

  return new Promise<Outcome>((resolve) => {
    const onInterrupt = (): void => {
      note('Stopped watching. The kill goes on in the engine; see: scram status');
      finish(interruptedStatus);
    };
    const repainting = out.isTerminal ? setInterval(repaint, cliLimits.repaintMs) : undefined;
    const waiting =
      waitMs === null ? undefined : setTimeout(onWaitOver, Math.max(0, startedMs + waitMs - performance.now()));
    process.on('SIGINT', onInterrupt);
    const stopWatching = watchEngine(
      {
        endpoint: async () => findEngine(context.folder),
        source: 'cli',
        fetch: globalThis.fetch,
        timers: systemTimers,
        random: Math.random,
      },
      { onView },
    );

    function finish(outcome: Outcome): void {
      clearInterval(repainting);
      clearTimeout(waiting);
      process.off('SIGINT', onInterrupt);
      stopWatching();
      resolve(outcome);
    }

    function repaint(): void {
      if (latest) display.show(progressLines(latest), performance.now() - startedMs);
    }

    function note(text: string): void {
      display.settle();
      err.line(text);
    }

    function onWaitOver(): void {
      note(`scram: not confirmed flat within ${formatDuration(waitMs ?? 0)}.`);
      err.line('The kill goes on in the engine; follow it with: scram kill');
      finish(exitStatus.refused);
    }

    function onView(view: EngineView): void {
      switch (view.link) {
        case 'connecting':
          if (view.failure && said === 'live') {
            said = view.link;
            note(
              `Lost the engine: ${view.failure.message} The kill is the engine's: it goes on there, or when it is started again. Trying again.`,
            );
          }
          break;
        case 'stale':
          if (said === view.link) break;
          said = view.link;
          note(
            `No word from the engine for ${formatDuration(clientLimits.silenceMs)}: what is shown may be old. Trying again.`,
          );
          break;
        case 'refused':
          note('Can no longer watch the kill; it goes on in the engine.');
          finish(complain(context, view.failure));
          break;
        case 'live':
          if (said !== view.link) note('The engine answers again.');
          said = view.link;
          onState(view.state);
          break;
        default:
          assertNever(view);
      }
    }

    function onState(state: EngineState): void {
      latest = state;
      if (!hasShownPlate) out.line(plateLine(state, out.colour));
      hasShownPlate = true;
      repaint();
      const outcome = concluded(context, state, killId, () => display.settle());
      if (outcome !== null) finish(outcome);
    }
  });
}

/** Says the last word on the kill and gives its status; null while there is none. */
function concluded(context: Context, state: EngineState, killId: string, settle: () => void): Outcome | null {
  const { out, err } = context;
  const verdict = verdictOf(state, killId);
  switch (verdict.kind) {
    case 'going':
      return null;
    case 'flat':
      settle();
      out.line(`${plateLine(state, out.colour)}  every broker has confirmed zero orders and zero positions`);
      return exitStatus.done;
    case 'residuals':
      settle();
      out.line(plateLine(state, out.colour));
      err.line('scram: the kill has settled and this is still open; the engine goes on working on it:');
      for (const each of verdict.residuals) err.line(`  ${residualLine(each)}`);
      for (const each of state.brokers) if (each.trouble !== null) err.line(`  ${each.name}: ${each.trouble}`);
      return exitStatus.refused;
    case 'ended':
      settle();
      err.line(`scram: not confirmed flat: ${verdict.words}.`);
      return exitStatus.refused;
    default:
      return assertNever(verdict);
  }
}
