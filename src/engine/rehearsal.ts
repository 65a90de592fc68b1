import { randomBytes } from 'node:crypto';
import type { KillAnswer } from '../shared/api/commands.ts';
import { deviceRoutes } from '../shared/api/routes.ts';
import { createPaperBroker, type PaperBroker } from './brokers/paper/adapter.ts';
import { servePaper } from './brokers/paper/serve.ts';
import type { Clock } from './clock.ts';
import { BrokerDesk } from './flatten/broker-desk.ts';
import { defaultFlattenLimits } from './flatten/limits.ts';
import { deviceCaller } from './http/access.ts';
import type { Listener } from './http/listener.ts';
import { openLoopbackDoor, postToDoor } from './http/loopback-door.ts';
import { type Doorkeeper, type Known, serveKill } from './http/serve.ts';
import { forgetfulAppend, looseSwitch } from './kill/loose-switch.ts';
import { collectGarbage, keepCompiledCode } from './v8.ts';
import { within } from './within.ts';

/** After so many kills the engine's own code has been compiled; later ones are no faster. */
const rounds = 16;
const positions = 24;
const orders = 6;
/** A round that takes longer is given up, and with it the rehearsal. */
const roundMs = 3_000;
/** Between rounds, so that the whole is spread thin. */
const restMs = 25;

export interface RehearsalOptions {
  clock: Clock;
  reportBug: (error: unknown) => void;
  /** Ends it at once, for a stop and for a kill that is no rehearsal. */
  isOver: () => boolean;
}

/**
 * Carries out kills that are nobody's, over real sockets, in the first seconds of an engine's life: JavaScript is compiled when it
 * first runs, and a kill, which is nearly always the first one of its process, must not be the one that waits for it (docs/benchmarks.md).
 *
 * Listener, account, switch and desk are its own and are gone afterwards; no bot, broker, journal or flag file is touched. What
 * the start has compiled is forgotten first; what the rehearsal has compiled is kept.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  collectGarbage('everything');
  keepCompiledCode();
  const paper = await servePaper({ port: 0, positions, orders });
  const broker = createPaperBroker({ name: 'rehearsal', url: paper.url });
  const stage = setStage(options, broker);
  const token = randomBytes(32).toString('base64url');
  const listener = await openDoor(options, token, (caller, reason) => stage.kill(caller, reason));
  try {
    for (let round = 0; round < rounds && !options.isOver(); round += 1) {
      await broker.venue.call('reset', {});
      if (!(await stage.play(() => postKill(listener.port, token)))) return;
      await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  } finally {
    await listener.close();
    await stage.close();
    await paper.close();
    // Some 15 MB. Here, where no kill is at work, and never again.
    if (!options.isOver()) collectGarbage('objects');
  }
}

/** A desk and a switch of its own, which is armed anew for every round. */
function setStage({ clock }: RehearsalOptions, broker: PaperBroker) {
  let closed: () => void = () => {};
  const desk = new BrokerDesk({
    broker,
    clock,
    limits: defaultFlattenLimits,
    record: (event) => void append(event),
    onChange: () => {
      const progress = desk.current()?.progress();
      if (progress?.closeTotal === positions && progress.closed === positions) closed();
    },
  });
  const append = forgetfulAppend(clock);
  const armed = () => looseSwitch({ clock, desks: [desk] });
  let killSwitch = armed();
  desk.start();
  return {
    async kill({ source, from }: Known, reason: string | undefined): Promise<KillAnswer> {
      const { killId, recorded } = killSwitch.trigger({ source, reason, from });
      return { status: 'killed', killId, state: killSwitch.state().latch.state, journaled: await recorded };
    },
    /** Whether the round came to its end. */
    async play(pull: () => Promise<unknown>): Promise<boolean> {
      killSwitch = armed();
      await desk.readNow();
      const done = new Promise<true>((resolve) => {
        closed = () => resolve(true);
      });
      await pull();
      const isDone = await within(done, roundMs);
      desk.disengage();
      return isDone === true;
    },
    close: () => desk.stop(),
  };
}

/** The device listener's way in for a kill, on a port of this machine that nobody is told. */
function openDoor(
  { clock, reportBug }: RehearsalOptions,
  token: string,
  kill: (caller: Known, reason: string | undefined) => Promise<KillAnswer>,
): Promise<Listener> {
  const tokens = { bot: token, operator: randomBytes(32).toString('base64url') };
  return openLoopbackDoor(clock, reportBug, (app, parts) => {
    const callerOf: Doorkeeper['callerOf'] = (request) => deviceCaller(request, tokens, []);
    app.post(deviceRoutes.kill.path, serveKill({ ...parts, callerOf }, kill));
  });
}

function postKill(port: number, token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return postToDoor(port, deviceRoutes.kill.path, headers, JSON.stringify({ reason: 'rehearsal' }));
}
