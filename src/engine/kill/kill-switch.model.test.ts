import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gate } from '../switch/gate.ts';
import { engagedKill, killOfPress } from '../switch/latch.ts';
import { mayClearItself } from '../triggers/self-clear.ts';
import { type FakeDesk, Life } from './fixture.ts';

/**
 * The real switch over a disk, a flag file and a broker whose every delay is in the test's hands, driven through random histories of
 * signals, triggers, resets, commits, crashes and brokers' news.
 */

/** What must be true, told independently of how the switch does it. */
interface Model {
  /** A signal has been taken and no reset has been granted since. */
  engaged: boolean;
  /** A trigger has fired what is engaged, and nobody has joined it since. */
  byTriggerAlone: boolean;
  /** The reset whose answer is awaited, and what would make granting it wrong. */
  reset: { wasKilled: boolean; allAccepted: boolean; triggersAnswered: boolean; signalSince: boolean } | null;
}

interface Real {
  life: Life;
}

type Step = fc.AsyncCommand<Model, Real>;

async function settleMicrotasks(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

function check(model: Model, { life }: Real): void {
  const state = life.killSwitch.state();
  const engaged = engagedKill(state) !== null;
  expect(engaged, 'engaged in memory').toBe(model.engaged);
  const { latch } = state;
  const saysItClears = latch.state !== 'armed' && latch.kill.clearsItself;
  expect(saysItClears && !model.byTriggerAlone, 'clears itself though somebody has pulled it').toBe(false);
  const answer = gate({ killEngaged: engaged, deadManTriggered: false, latchedPeer: null, degraded: false });
  expect(answer.trading && model.engaged, 'gate open while engaged').toBe(false);
  if (state.latch.state === 'killed' && state.latch.flat) {
    expect(life.disk.saidFlat, 'flat though the broker never said so').toContain(state.latch.kill.killId);
    expect(life.desk.news, 'flat though the broker said otherwise').not.toBe('settled_open');
  }
}

const grantable = { wasKilled: true, allAccepted: true, triggersAnswered: true, signalSince: false };

/** Follows what the switch itself reported of resets: the only thing that may clear the model. */
function followResets(model: Model, { life }: Real): void {
  for (const answer of life.resets.splice(0)) {
    const asked = model.reset;
    model.reset = null;
    if (!answer.ok) continue;
    expect(asked, 'a reset that nobody waits for').toEqual(grantable);
    model.engaged = false;
  }
}

/** Whether the disk alone says that what is engaged was fired by a trigger, and that nobody has joined it. */
function isByTriggerAlone({ life }: Real): boolean {
  const killId = engagedKill(life.killSwitch.state())?.killId;
  const rows = life.disk.rows.filter((row) => row.killId === killId);
  const fired = rows.findLastIndex(({ kind }) => kind === 'KILL_FIRED');
  return rows[fired]?.source === 'trigger:T' && !rows.slice(fired).some(({ kind }) => kind === 'KILL_JOINED');
}

/** Whether the disk alone says that a kill stands: a firing without its reset, or a flag of a kill that was never reset. */
function isDurable({ life }: Real): boolean {
  const { rows, flag } = life.disk;
  const stands = (killId: string | null) =>
    rows.findLast((row) => row.killId === killId && (row.kind === 'KILL_FIRED' || row.kind === 'RESET'))?.kind;
  const fired = rows.findLast((row) => row.kind === 'KILL_FIRED');
  return (fired && stands(fired.killId) === 'KILL_FIRED') || (flag !== null && stands(flag) !== 'RESET');
}

function step(
  name: string,
  run: (model: Model, real: Real) => Promise<void> | void,
  can: (m: Model) => boolean = () => true,
): Step {
  return {
    check: can,
    async run(model, real) {
      await run(model, real);
      await settleMicrotasks();
      followResets(model, real);
      check(model, real);
    },
    toString: () => name,
  };
}

const signal = step('signal', (model, { life }) => {
  life.killSwitch.trigger({ source: 'api', reason: 'r', from: 'test' });
  model.engaged = true;
  model.byTriggerAlone = false;
  if (model.reset) model.reset.signalSince = true;
});
const pressAgain = step('same press again', (model, { life }) => {
  const state = life.killSwitch.state();
  const stoodFor = killOfPress(state, 'dev-press');
  const counts = stoodFor === null || engagedKill(state)?.killId === stoodFor;
  life.killSwitch.trigger({ source: 'wifi', reason: 'r', from: 'test', killId: 'dev-press' });
  if (!counts) return;
  model.engaged = true;
  model.byTriggerAlone = false;
  if (model.reset) model.reset.signalSince = true;
});
const triggerFires = step(
  'a trigger fires',
  (model, { life }) => {
    life.holds = true;
    life.killSwitch.trigger({ source: 'trigger:T', reason: 'r', from: 'trigger', clearsItself: true });
    model.engaged = true;
    model.byTriggerAlone = true;
  },
  (model) => !model.engaged,
);
const condition = (holds: boolean) =>
  step(holds ? 'the condition rises' : 'the condition is over', (_model, { life }) => {
    life.holds = holds;
  });
/** How many kills have cleared themselves: a model in which none does proves nothing about them. */
let clearedThemselves = 0;
const clearItself = step(
  'the engine looks whether it may clear',
  (model, { life }) => {
    const facts = { isAllowed: true, clearForMs: 60_000, anyHolds: life.holds, switchesObject: false };
    const state = life.killSwitch.state();
    if (!mayClearItself({ ...facts, state }, 60_000)) return;
    expect(model.byTriggerAlone, 'asks to clear what somebody has pulled').toBe(true);
    const allAccepted = life.desk.residuals().length === 0;
    model.reset = { wasKilled: true, allAccepted, triggersAnswered: true, signalSince: false };
    void life.killSwitch.reset({ reason: 'it is over', confirm: 'RESET' }, 'engine').then((answer) => {
      if (answer.ok) clearedThemselves += 1;
      life.resets.push(answer);
    });
  },
  (model) => model.reset === null,
);
const reset = (accept: boolean) =>
  step(
    accept ? 'reset, accepting what is left and what holds' : 'reset',
    (model, { life }) => {
      const wasKilled = life.killSwitch.state().latch.state === 'killed';
      const allAccepted = accept || life.desk.residuals().length === 0;
      model.reset = { wasKilled, allAccepted, triggersAnswered: accept || !life.holds, signalSince: false };
      const acceptResiduals = accept ? life.desk.residuals().map((left) => left.accept) : [];
      const acknowledgeTriggers = accept ? ['T'] : [];
      const request = { reason: 'looked at it', confirm: 'RESET' as const, acceptResiduals, acknowledgeTriggers };
      void life.killSwitch.reset(request, 'cli').then((answer) => life.resets.push(answer));
    },
    (model) => model.reset === null,
  );
const commit = step('one row reaches the disk', (_model, { life }) => life.journal.commitOne());
const commitFlag = step('the flag file reaches the disk', (_model, { life }) => life.flag.commitOne());
const news = (what: FakeDesk['news']) =>
  step(`the broker: ${what}`, (_model, { life }) => {
    if (life.desk.killId === null) return;
    life.desk.news = what;
    if (what === 'flat') life.disk.saidFlat.add(life.desk.killId);
    life.killSwitch.review();
  });
const outage = (readable: boolean) =>
  step(readable ? 'the broker answers' : 'the broker is silent', (_model, { life }) => {
    life.desk.readable = readable;
  });
const timePasses = step('ten seconds pass', async () => {
  await vi.advanceTimersByTimeAsync(10_000);
});
const crash = step('crash and restart', async (model, real) => {
  const mustHold = isDurable(real);
  real.life = await Life.begin(real.life.disk);
  model.reset = null;
  // A signal of which nothing has reached the disk yet is lost with the process, and so is its answer.
  model.engaged = engagedKill(real.life.killSwitch.state()) !== null;
  model.byTriggerAlone = isByTriggerAlone(real);
  expect(model.engaged, 'engaged after a crash').toBe(mustHold);
});

describe('the kill switch over random histories', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is never lost, never cleared but by a granted reset, and the gate is never open while it is engaged', async () => {
    const steps = fc.commands(
      [signal, pressAgain, reset(true), reset(false), commit, commit, commit, commitFlag, crash, timePasses]
        .concat(news('flat'), news('flat'), news('settled_open'), outage(true), outage(false), reset(false))
        .concat(triggerFires, condition(true), condition(false), clearItself, clearItself)
        .map((command) => fc.constant(command)),
      { maxCommands: 100, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const setup = async () => ({
          model: { engaged: false, byTriggerAlone: false, reset: null },
          real: { life: await Life.begin({ rows: [], flag: null, saidFlat: new Set() }) },
        });
        await fc.asyncModelRun(setup, history);
      }),
      { numRuns: 1_500 },
    );
    expect(clearedThemselves).toBeGreaterThan(0);
  }, 120_000);
});
