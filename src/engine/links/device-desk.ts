import type { DeviceState } from '../../shared/api/state.ts';
import type { Obstacle } from '../../shared/failure.ts';
import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../journal/events.ts';
import type { Triggered } from '../kill/kill-switch.ts';
import type { KillSignal } from '../switch/signal.ts';
import { within } from '../within.ts';
import type { CounterStore } from './counter-store.ts';
import { Device, type DeviceNews, type DeviceSetup, type LinkPath } from './device.ts';
import { rowOf } from './device-rows.ts';
import { type AnswerState, type Frame, formatAnswer, killIdOf, parseFrame } from './frame.ts';
import { switchObstacles } from './interlock.ts';
import { judge, type Verdict } from './judge.ts';
import { type LinkKeys, sign, verify } from './keys.ts';
import { linkLimits } from './limits.ts';
import { type Meaning, meaningOf } from './meaning.ts';
import { StaleRows } from './stale-rows.ts';

/** What the links may ask of the engine. */
export interface LinkedEngine {
  /** The kill that a press stands for; null for a press that has never killed. */
  killOfPress(press: string): string | null;
  isEngaged(): boolean;
  answerState(): AnswerState;
  kill(signal: KillSignal): Triggered;
  /** Holds every bot until the operator resumes it. */
  pauseBots(cause: string): void;
  record(event: JournalEvent): void;
  onChange(): void;
}

/** What was heard of each device's counter, wherever it is kept. */
export type CounterMemory = Pick<CounterStore, 'of' | 'take'>;

/** A signed message as a path brought it. */
export interface Brought {
  body: string;
  mac: string;
  path: LinkPath;
  /** For the record: the peer's address, or the serial port. */
  from: string;
}

export type Heard =
  | { ok: true; verdict: Verdict; answer: string | Promise<string> }
  | { ok: false; refusal: Refusal; why: string };

/** Why a message is not believed. Noise is none at all; a retired device has been decided about: neither wants a row. */
export type Refusal = 'noise' | 'unknown' | 'wrong_mac' | 'retired';

/** All paired devices: whatever path a frame takes, it is judged here, once, against one memory. */
export class DeviceDesk {
  private readonly engine: LinkedEngine;
  private readonly clock: Clock;
  private readonly counters: CounterMemory;
  private readonly devices = new Map<string, Device>();
  private readonly stale: StaleRows;
  /** Presses whose kill is on its way to the disk, with the promise that it is there. */
  private readonly recording = new Map<string, Promise<unknown>>();
  /** `press/path` of the receipts that have their row, the latest last. */
  private receipts: readonly string[] = [];

  constructor(engine: LinkedEngine, clock: Clock, counters: CounterMemory) {
    this.engine = engine;
    this.clock = clock;
    this.counters = counters;
    this.stale = new StaleRows(clock);
  }

  /** Adds a device, or gives a known one its new name, keys or standing. */
  put(setup: DeviceSetup): void {
    const known = this.devices.get(setup.id);
    if (known) known.change(setup);
    else this.devices.set(setup.id, new Device(setup, this.clock));
    this.engine.onChange();
  }

  states(): DeviceState[] {
    return [...this.devices.values()].map((device) => device.state());
  }

  /** Devices that can't be believed because their secret is missing, and where it should be. */
  unkeyed(): { id: string; place: string }[] {
    const missing = [...this.devices.values()].filter(({ setup }) => setup.keys === null && !setup.retired);
    return missing.map(({ setup }) => ({ id: setup.id, place: setup.keyPlace }));
  }

  obstacles(): Obstacle[] {
    return switchObstacles(this.devices.values());
  }

  /** Judges one message and does what it demands; when this returns, a kill in it is engaged. */
  hear({ body, mac, path, from }: Brought): Heard {
    const frame = parseFrame(body);
    if (!frame) return { ok: false, refusal: 'noise', why: 'not a frame' };
    const device = this.devices.get(frame.device);
    const keys = device?.setup.keys;
    if (!device || !keys) return { ok: false, refusal: 'unknown', why: `unknown device ${frame.device}` };
    if (!verify(keys.up, body, mac)) {
      return { ok: false, refusal: 'wrong_mac', why: `wrong mac for device ${frame.device}` };
    }
    if (device.setup.retired) return { ok: false, refusal: 'retired', why: `device ${frame.device} is retired` };
    const { verdict, counters } = judge(this.counters.of(frame.device), frame.counter);
    const meaning = meaningOf(frame, verdict, {
      isKnown: (press) => this.engine.killOfPress(press) !== null,
      engaged: this.engine.isEngaged(),
    });
    // The kill before everything else.
    if (meaning.signal) this.signal(device, frame, meaning.signal, path, from);
    this.counters.take(frame.device, counters);
    if (verdict === 'stale') this.noteStale(device, path, from);
    if (meaning.alive) {
      for (const news of device.hear(frame, meaning, path)) this.record(device, news);
      this.engine.onChange();
    }
    return { ok: true, verdict, answer: this.answer(frame, keys, counters.highWater) };
  }

  /** Looks for silence on every link. `awayMs`: time in which this engine did not run. */
  look(awayMs: number): void {
    for (const device of this.devices.values()) {
      if (device.setup.retired) continue;
      const found = device.look(awayMs);
      for (const news of found) this.record(device, news);
      if (found.length > 0) this.engine.onChange();
    }
  }

  private signal(device: Device, frame: Frame, signal: NonNullable<Meaning['signal']>, path: LinkPath, from: string) {
    const { press, isNew } = signal;
    const receipt = `${press}/${path}`;
    if (!isNew && this.receipts.includes(receipt)) return;
    this.receipts = [...this.receipts, receipt].slice(-linkLimits.receiptsRemembered);
    const { name } = device.setup;
    const reason = isNew ? `${name}: ${frame.type === 'K' ? 'thrown' : 'found open'}` : `${name}: the same press`;
    const { recorded } = this.engine.kill({ source: path, reason, from, killId: press });
    const forget = () => this.recording.delete(press);
    this.recording.set(press, recorded.then(forget, forget));
  }

  /** The signed answer. To a press it waits a moment for the record, so that a crash can't lose what the device was told. */
  private answer(frame: Frame, keys: LinkKeys, highWater: bigint): string | Promise<string> {
    const sayIt = () => {
      const { device, counter: acknowledged } = frame;
      const text = formatAnswer({ device, acknowledged, state: this.engine.answerState(), highWater });
      return `${text}|${sign(keys.down, text)}`;
    };
    const recording = this.recording.get(killIdOf(frame.device, frame.press || frame.counter));
    return recording ? within(recording, linkLimits.recordWaitMs).then(sayIt) : sayIt();
  }

  private noteStale(device: Device, path: LinkPath, from: string): void {
    const { id, name } = device.setup;
    const frames = this.stale.count(id);
    if (frames === null) return;
    const reason = `${name}: its counter is behind, or this is a recording`;
    this.engine.record({ kind: 'FRAME_STALE', source: path, reason, data: { device: id, from, frames } });
  }

  private record(device: Device, news: DeviceNews): void {
    const { id, name, onSilence } = device.setup;
    const row = rowOf(device.setup, news);
    if (row) this.engine.record(row);
    if (news.news !== 'silent') return;
    const reason = `${name} is silent on every path`;
    if (onSilence === 'pause') this.engine.pauseBots(reason);
    if (onSilence === 'kill') this.engine.kill({ source: 'engine', reason, from: `the silence of ${id}` });
  }
}
