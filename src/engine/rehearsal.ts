import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import type { KillAnswer } from '../shared/api/commands.ts';
import { deviceRoutes } from '../shared/api/routes.ts';
import { createPaperBroker, type PaperBroker } from './brokers/paper/adapter.ts';
import { servePaper } from './brokers/paper/serve.ts';
import { type Clock, isoTime } from './clock.ts';
import { BrokerDesk } from './flatten/broker-desk.ts';
import { defaultFlattenLimits } from './flatten/limits.ts';
import { deviceCaller } from './http/access.ts';
import { hostRule } from './http/host-rule.ts';
import { type Listener, listen, newApp } from './http/listener.ts';
import { Refusals } from './http/refusals.ts';
import { type Known, serveKill } from './http/serve.ts';
import { Sockets } from './http/sockets.ts';
import { Streams } from './http/streams.ts';
import { itemOf, rowOf } from './journal/item.ts';
import { journalLimits } from './journal/limits.ts';
import { within } from './journal/within.ts';
import { KillSwitch } from './kill/kill-switch.ts';
import { initialSwitch } from './switch/latch.ts';

/** After so many kills the engine's own code has been compiled; later ones are no faster. */
const rounds = 8;
const positions = 24;
const orders = 6;
/** A round that takes longer is given up, and with it the rehearsal. */
const roundMs = 3_000;
/** Between rounds, so that the whole is spread thin. */
const restMs = 50;

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
 * has been compiled is then kept: V8 would throw away code that an idle engine has not run for a while.
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  setFlagsFromString('--no-flush-bytecode');
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
  const append: KillSwitchJournal['append'] = async (event) =>
    rowOf({ seq: 0, ...itemOf(event, isoTime(clock.wallMs()), journalLimits.dataBytes) });
  const armed = () =>
    new KillSwitch({
      initial: initialSwitch(isoTime(clock.wallMs())),
      clock,
      journal: { append, health: () => ({ ok: true }) },
      flag: { write: async () => true, remove: async () => true },
      desks: [desk],
      switchObstacles: () => [],
      heldTriggers: () => [],
      onReset: () => undefined,
      onChange: () => undefined,
    });
  let killSwitch = armed();
  desk.start();
  return {
    async kill({ source, from }: Known, reason: string | undefined): Promise<KillAnswer> {
      const { killId, recorded } = killSwitch.trigger({ source, reason, from });
      return { status: 'killed', killId, state: killSwitch.state().latch.state, journaled: await recorded };
    },
    /** Whether the round came to its end. */
    async play(pull: () => Promise<void>): Promise<boolean> {
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

type KillSwitchJournal = ConstructorParameters<typeof KillSwitch>[0]['journal'];

/** The device listener's way in for a kill, on a port of this machine that nobody is told. */
function openDoor(
  { clock, reportBug }: RehearsalOptions,
  token: string,
  kill: (caller: Known, reason: string | undefined) => Promise<KillAnswer>,
): Promise<Listener> {
  const { app, finish } = newApp(hostRule([]), reportBug);
  const sockets = new Sockets();
  const tokens = { bot: token, operator: randomBytes(32).toString('base64url') };
  const door = {
    sockets,
    refusals: new Refusals(clock, () => undefined),
    callerOf: (request: Parameters<typeof deviceCaller>[0]) => deviceCaller(request, tokens, []),
  };
  app.post(deviceRoutes.kill.path, serveKill(door, kill));
  finish();
  return listen(app, { host: '127.0.0.1', port: 0 }, sockets, new Streams());
}

function postKill(port: number, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const call = request({ host: '127.0.0.1', port, method: 'POST', path: deviceRoutes.kill.path, headers });
    call.on('error', reject);
    call.on('response', (answer) => answer.resume().on('end', resolve).on('error', reject));
    call.end(JSON.stringify({ reason: 'rehearsal' }));
  });
}
