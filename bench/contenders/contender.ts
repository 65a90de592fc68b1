import type { Bench } from '../lib/bench.ts';
import { nextMessage } from '../lib/children.ts';
import { programs } from '../lib/paths.ts';
import {
  type AccountName,
  type FromFloor,
  type FromScripts,
  isKind,
  type ToFloor,
  type ToScripts,
} from '../lib/protocol.ts';
import { sleep, until } from '../lib/wait.ts';
import { killBytes } from '../lib/wire.ts';
import { patience } from '../limits.ts';
import type { BrokerProcess } from './broker-process.ts';
import { alpacaConfig, binanceConfig, paperConfig, type RunningEngine, startEngine } from './engine.ts';
import { startFlask } from './flask.ts';

/** Somebody who flattens an account at the broker process when a signal comes. */
export interface Contender<Name extends AccountName = AccountName> {
  name: Name;
  port: number;
  /** What its client writes. */
  signal: Buffer;
  /** Fills its account and lets it get ready for a kill. */
  prepare(positions: number, latencyMs: number): Promise<void>;
  /** Makes it able to take the next signal; `measured` has been seen by then. */
  recover(): Promise<void>;
  stop(): Promise<void>;
}

export async function floorContender(bench: Bench, broker: BrokerProcess): Promise<Contender<'floor'>> {
  const { children } = bench;
  const child = children.fork(programs.floor);
  const { port } = await nextMessage(child, isKind<FromFloor, 'listening'>('listening'), patience.startMs);
  return {
    name: 'floor',
    port,
    signal: killBytes(port, 'none-is-asked-for'),
    async prepare(positions, latencyMs) {
      await broker.fill('floor', positions, latencyMs);
      const warm = nextMessage(child, isKind<FromFloor, 'warm'>('warm'), patience.startMs);
      child.send({ op: 'warm', brokerPort: broker.ports.floor, positions } satisfies ToFloor);
      await warm;
    },
    recover: async () => undefined,
    stop: () => children.stop(child),
  };
}

/** A trader's engine has read the account many times before the day on which it is needed. */
const readingsBeforeKill = 3;

export async function scramContender(bench: Bench, broker: BrokerProcess): Promise<Contender<'scram'>> {
  const config = paperConfig(broker.ports.scram);
  return engineContender(bench, broker, { name: 'scram', config, readingsBeforeKill });
}

/**
 * The engine on an account at Alpaca; `limited` is one whose venue tells of Alpaca's own limit of requests. It reads seldom, because
 * reading has a share of that limit.
 */
export async function alpacaContender<Name extends 'alpaca' | 'limited'>(
  bench: Bench,
  broker: BrokerProcess,
  name: Name,
): Promise<Contender<Name>> {
  return engineContender(bench, broker, { name, config: alpacaConfig(broker.ports[name]), readingsBeforeKill: 1 });
}

/** The engine on an account of futures at Binance, through ccxt. It reads seldom, for the same reason. */
export async function binanceContender(bench: Bench, broker: BrokerProcess): Promise<Contender<'binance'>> {
  const config = binanceConfig(`http://127.0.0.1:${broker.ports.binance}`, 'binanceusdm');
  return engineContender(bench, broker, { name: 'binance', config, readingsBeforeKill: 1 });
}

interface EngineContender<Name> {
  name: Name;
  config: object;
  readingsBeforeKill: number;
}

async function engineContender<Name extends AccountName>(
  bench: Bench,
  broker: BrokerProcess,
  { name, config, readingsBeforeKill }: EngineContender<Name>,
): Promise<Contender<Name>> {
  const engine = await startEngine(bench, {
    dataDir: bench.scratch.path(`engine-${name}`),
    more: { brokers: { bench: config } },
  });
  return {
    name,
    port: engine.devicePort,
    signal: killBytes(engine.devicePort, engine.botToken),
    async prepare(positions, latencyMs) {
      await broker.fill(name, positions, latencyMs);
      await broker.untilRead(name, readingsBeforeKill);
    },
    async recover() {
      await until('a flat account', () => isFlat(engine), patience.settleMs, 100);
      await engine.reset();
    },
    stop: () => bench.children.stop(engine.process),
  };
}

async function isFlat(engine: RunningEngine): Promise<boolean> {
  const { state, flat } = await engine.status();
  return state === 'killed' && flat === true;
}

export async function flaskContender(bench: Bench, broker: BrokerProcess): Promise<Contender<'flask'>> {
  const flask = await startFlask(bench, broker.ports.flask);
  return {
    name: 'flask',
    port: flask.port,
    signal: killBytes(flask.port, flask.token),
    async prepare(positions, latencyMs) {
      await broker.fill('flask', positions, latencyMs);
      await flask.remember(positions);
    },
    // Its last answer was seen before it has written its own.
    recover: () => sleep(20),
    stop: () => bench.children.stop(flask.process),
  };
}

/** A script of the usual kind in a process of its own: what it does is in `scripts.ts`. */
export async function scriptContender<Name extends 'freqtrade' | 'ccxt'>(
  bench: Bench,
  broker: BrokerProcess,
  name: Name,
): Promise<Contender<Name>> {
  const child = bench.children.fork(programs.scripts, [name]);
  const { port } = await nextMessage(child, isKind<FromScripts, 'listening'>('listening'), patience.startMs);
  return {
    name,
    port,
    signal: killBytes(port, 'none-is-asked-for'),
    async prepare(positions, latencyMs) {
      await broker.fill(name, positions, latencyMs);
      const ready = nextMessage(child, isKind<FromScripts, 'ready'>('ready'), patience.startMs);
      child.send({ op: 'prepare', brokerPort: broker.ports[name], positions } satisfies ToScripts);
      await ready;
    },
    recover: async () => undefined,
    stop: () => bench.children.stop(child),
  };
}
