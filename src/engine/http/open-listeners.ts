import type { Clock } from '../clock.ts';
import type { Engine } from '../engine.ts';
import { controlApp } from './control-listener.ts';
import { deviceApp } from './device-listener.ts';
import { hostRule } from './host-rule.ts';
import { type Listener, listen } from './listener.ts';
import { Refusals } from './refusals.ts';
import { Sessions } from './session.ts';
import { Sockets } from './sockets.ts';
import { Streams } from './streams.ts';
import type { Tokens } from './tokens.ts';

export interface ListenerOptions {
  host: string;
  devicePort: number;
  controlPort: number;
  tls?: { port: number; cert: Buffer; key: Buffer } | undefined;
  hosts: readonly string[];
  tokens: Tokens;
  clock: Clock;
  pageDir: string;
}

export interface OpenListeners {
  devicePort: number;
  controlPort: number;
  sessions: Sessions;
  close(): Promise<void>;
}

/** The operator's listener is reachable from this machine alone, whatever `--host` says. */
const controlHost = '127.0.0.1';

/** Opens the device listener (and its TLS twin) and the control listener; closes what is open when one of them can't be. */
export async function openListeners(engine: Engine, options: ListenerOptions): Promise<OpenListeners> {
  const { tokens, clock, hosts, host, tls } = options;
  const refusals = new Refusals(clock, (event) => void engine.journal.append(event));
  const sessions = new Sessions(tokens.operator, clock);
  const isOwnHost = hostRule(hosts);
  const open: Listener[] = [];
  const close = async () => {
    await Promise.all(open.map((listener) => listener.close()));
    refusals.flush();
  };
  let controlPort = options.controlPort;
  try {
    const control = { sockets: new Sockets(), streams: new Streams() };
    const controlParts = { tokens, refusals, isOwnHost, sessions, pageDir: options.pageDir, port: () => controlPort };
    const page = controlApp(engine, { ...controlParts, sockets: control.sockets }, control.streams);
    open.push(await listen(page, { host: controlHost, port: controlPort }, control.sockets, control.streams));
    controlPort = open[0]?.port ?? controlPort;
    // One table of sockets for both doors of the device listener: a flood on one is a flood.
    const device = { sockets: new Sockets(), streams: new Streams() };
    const app = deviceApp(engine, { tokens, refusals, isOwnHost, sockets: device.sockets }, device.streams);
    const plain = await listen(app, { host, port: options.devicePort }, device.sockets, device.streams);
    open.push(plain);
    if (tls) open.push(await listen(app, { host, port: tls.port, tls }, device.sockets, device.streams));
    return { devicePort: plain.port, controlPort, sessions, close };
  } catch (error) {
    await close();
    throw error;
  }
}
