import type { DrillProgress, DrillReport } from '../../shared/api/commands.ts';
import { deviceRoutes } from '../../shared/api/routes.ts';
import { createInProcessPaperBroker } from '../brokers/paper/adapter.ts';
import type { Clock } from '../clock.ts';
import { BrokerDesk } from '../flatten/broker-desk.ts';
import type { FlattenLimits } from '../flatten/limits.ts';
import { openLoopbackDoor, postToDoor } from '../http/loopback-door.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { KillSwitch } from '../kill/kill-switch.ts';
import { looseSwitch } from '../kill/loose-switch.ts';
import { answerState } from '../links/answer-state.ts';
import { DeviceDesk } from '../links/device-desk.ts';
import { takeFrames } from '../links/wifi.ts';
import { killOfPress } from '../switch/latch.ts';
import { within } from '../within.ts';
import { counterMemory, newDrillButton } from './button.ts';

/** A drill that is not flat by then has failed. */
const drillDeadlineMs = 15_000;
/** How long after that the desk may take to say so. */
const settleWithinMs = drillDeadlineMs + 5_000;
const seed = 7;

export interface DrillOptions {
  clock: Clock;
  limits: FlattenLimits;
  reportBug: (error: unknown) => void;
}

/** A drill under way. */
export interface Drill {
  progress(): DrillProgress;
  done: Promise<DrillReport>;
}

/** When what happened, on the monotonic clock; null for what has not. */
interface Marks {
  pressedMs: number | null;
  latchedMs: number | null;
  firstRequestMs: number | null;
  answeredMs: number | null;
  flatMs: number | null;
}

/**
 * A rehearsal with a button, a latch and a paper account of its own: a signed frame over a socket, judged by the same rules, into
 * the same switch, the same flatten and the same confirmation. No real device, account, bot, flag file or journal is touched.
 */
export function beginDrill(options: DrillOptions): Drill {
  const { clock } = options;
  const marks: Marks = { pressedMs: null, latchedMs: null, firstRequestMs: null, answeredMs: null, flatMs: null };
  const stage = setStage(options, marks);
  return {
    progress() {
      const {
        phase,
        cancelled = 0,
        cancelTotal = 0,
        closed = 0,
        closeTotal = 0,
      } = stage.desk.current()?.progress() ?? {};
      const elapsedMs = marks.pressedMs === null ? 0 : round(clock.monotonicMs() - marks.pressedMs);
      return { phase: phaseOf(marks, phase), elapsedMs, cancelled, cancelTotal, closed, closeTotal };
    },
    done: play(options, stage, marks),
  };
}

function phaseOf(
  { pressedMs, latchedMs }: Marks,
  flatten: 'working' | 'confirming' | 'settled' | 'holding' | undefined,
): DrillProgress['phase'] {
  if (pressedMs === null) return 'preparing';
  if (latchedMs === null || flatten === undefined) return 'pressed';
  return flatten === 'working' ? 'closing' : 'confirming';
}

interface Stage {
  desk: BrokerDesk;
  killSwitch: KillSwitch;
  /** Settles when the account is flat, or past its deadline. */
  settled: Promise<unknown>;
}

function setStage({ clock, limits }: DrillOptions, marks: Marks): Stage {
  let settle: () => void = () => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const desk = new BrokerDesk({
    broker: createInProcessPaperBroker({ name: 'drill', dataDir: null, clock, seed }),
    clock,
    limits: { ...limits, deadlineMs: drillDeadlineMs },
    record(event: JournalEvent) {
      if (event.kind === 'CANCEL_SENT' || event.kind === 'CLOSE_SENT') marks.firstRequestMs ??= clock.monotonicMs();
    },
    onChange() {
      killSwitch.review();
      if (killSwitch.state().latch.state !== 'killed') return;
      if (desk.current()?.isFlat()) marks.flatMs ??= clock.monotonicMs();
      settle();
    },
  });
  const killSwitch = looseSwitch({
    clock,
    desks: [desk],
    onEvent(event) {
      if (event.kind === 'KILL_FIRED') marks.latchedMs ??= clock.monotonicMs();
    },
  });
  return { desk, killSwitch, settled };
}

async function play(options: DrillOptions, stage: Stage, marks: Marks): Promise<DrillReport> {
  const { clock } = options;
  const { desk, settled } = stage;
  const button = newDrillButton();
  const devices = devicesOf(stage, clock);
  devices.put(button.setup);
  const engine = { hearDevice: devices.hear.bind(devices) };
  const door = await openLoopbackDoor(clock, options.reportBug, (app, parts) => {
    app.post(deviceRoutes.kill.path, takeFrames(engine, parts));
  });
  try {
    desk.start();
    await desk.readNow();
    marks.pressedMs = clock.monotonicMs();
    const answer = await postToDoor(door.port, deviceRoutes.kill.path, button.thrown.headers, button.thrown.body);
    if (button.isAnsweredBy(answer)) marks.answeredMs = clock.monotonicMs();
    // A press that was not taken has nothing to settle.
    if (marks.latchedMs !== null) await within(settled, settleWithinMs);
    return reportOf(desk, marks);
  } finally {
    await door.close();
    await desk.stop();
  }
}

/** The desk of the drill's one device, tied to the drill's own switch. */
function devicesOf({ killSwitch }: Stage, clock: Clock): DeviceDesk {
  const engine = {
    killOfPress: (press: string) => killOfPress(killSwitch.state(), press),
    isEngaged: () => killSwitch.state().latch.state !== 'armed',
    answerState() {
      const { latch } = killSwitch.state();
      const flat = latch.state === 'killed' && latch.flat;
      return answerState({ state: latch.state, flat, degraded: false, deadManTriggered: false });
    },
    kill: killSwitch.trigger.bind(killSwitch),
    pauseBots: () => undefined,
    record: () => undefined,
    onChange: () => undefined,
  };
  return new DeviceDesk(engine, clock, counterMemory());
}

function reportOf(desk: BrokerDesk, marks: Marks): DrillReport {
  const progress = desk.current()?.progress();
  const sincePress = (mark: number | null) =>
    mark === null || marks.pressedMs === null ? null : round(mark - marks.pressedMs);
  return {
    flat: progress?.flat ?? false,
    latchedMs: sincePress(marks.latchedMs),
    firstRequestMs: sincePress(marks.firstRequestMs),
    answeredMs: sincePress(marks.answeredMs),
    flatMs: sincePress(marks.flatMs),
    ordersCancelled: progress?.cancelled ?? 0,
    positionsClosed: progress?.closed ?? 0,
    residuals: progress?.residuals ?? [],
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
