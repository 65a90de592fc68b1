import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { CounterStore } from '../../src/engine/links/counter-store.ts';
import { DeviceDesk, type LinkedEngine } from '../../src/engine/links/device-desk.ts';
import { linkKeys } from '../../src/engine/links/keys.ts';
import { LineReader } from '../../src/engine/links/usb/lines.ts';
import type { OpenPort, PortEvents } from '../../src/engine/links/usb/port.ts';
import { UsbDesk } from '../../src/engine/links/usb/usb-desk.ts';
import { startEngine } from '../../src/engine/start.ts';
import type { KillSignal } from '../../src/engine/switch/signal.ts';
import { buttonFolder, signedFrame } from '../support/button.ts';
import { call } from '../support/http.ts';
import { randomFrom } from '../support/random.ts';
import { twinDevice, twinSecret } from '../support/twin.ts';

/** `SCRAM_FUZZ_LINES` (20,000) lines over a cable, a tenth of that as requests; `SCRAM_FUZZ_SEED` repeats a run. */
const lines = Number(process.env.SCRAM_FUZZ_LINES ?? 20_000);
const seed = Number(process.env.SCRAM_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = randomFrom(seed);

const below = (limit: number) => Math.floor(random() * limit);
const pick = <T>(values: readonly [T, ...T[]]): T => values[below(values.length)] ?? values[0];

let counter = 1_000n;
const nextCounter = () => {
  counter += BigInt(1 + below(3));
  return counter;
};

function validLine(): string {
  const number = nextCounter();
  const { body, mac } = signedFrame({ counter: number, type: 'K', level: 1, press: number });
  return `${body}|${mac}`;
}

function randomBytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256)));
}

/** A valid kill with something about it changed: no longer what was signed. */
function mutated(): Buffer {
  const bytes = Buffer.from(validLine(), 'latin1');
  const at = below(bytes.length);
  switch (below(5)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), randomBytes(1 + below(8)), bytes.subarray(at)]);
    case 3: {
      // Cut in half and crossed with another frame, as when a line of a cable is interleaved.
      const other = Buffer.from(validLine(), 'latin1');
      return Buffer.concat([bytes.subarray(0, at), other.subarray(at)]);
    }
    default:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  }
}

/** A frame of perfect form that nobody has signed: one field of a kill is another one, its mac is the old one. */
function forged(): { body: string; mac: string } {
  const number = nextCounter();
  const { body, mac } = signedFrame({ counter: number, type: 'K', level: 1, press: number });
  const fields = body.split('|');
  const at = pick([2, 5, 6, 7]);
  const digits = [...(fields[at] ?? '')];
  const place = below(digits.length);
  digits[place] = ((Number.parseInt(digits[place] ?? '0', 16) + 1 + below(15)) % 16).toString(16);
  fields[at] = digits.join('');
  return { body: fields.join('|'), mac };
}

/** Whether these bytes happen to hold a whole frame as it was signed: then it is no wrong input. */
function isIntact(bytes: Buffer): boolean {
  return new LineReader().push(Buffer.concat([bytes, Buffer.from('\n')])).some((line) => {
    const bar = line.lastIndexOf('|');
    const fields = line.split('|');
    const number = BigInt(/^[0-9a-f]{16}$/.test(fields[2] ?? '') ? `0x${fields[2]}` : -1n);
    if (number < 0n) return false;
    const { body, mac } = signedFrame({ counter: number, type: 'K', level: 1, press: number });
    return line.slice(0, bar) === body && line.slice(bar + 1) === mac;
  });
}

function junk(): Buffer {
  const bytes = pick([
    () => randomBytes(below(300)),
    () => Buffer.from(`S1|${twinDevice}|${randomBytes(below(100)).toString('latin1')}`, 'latin1'),
    () => Buffer.from(`S0|${twinDevice}|${pick(['unpaired', 'paired', 'refused', 'x'])}|${'y'.repeat(below(80))}`),
    () => Buffer.from('rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nload:0x3fff0030'),
    () => Buffer.from('S1|'.repeat(below(200))),
    mutated,
    mutated,
    () => {
      const { body, mac } = forged();
      return Buffer.from(`${body}|${mac}`);
    },
  ])();
  return isIntact(bytes) ? Buffer.from('') : bytes;
}

test(`a cable full of noise: no false kill, no crash, and every true press gets through (seed ${seed})`, async () => {
  const kills: string[] = [];
  const engine: LinkedEngine = {
    killOfPress: (press: string) => (kills.includes(press) ? press : null),
    isEngaged: () => false,
    answerState: () => 'A',
    kill: ({ killId }: KillSignal) => {
      kills.push(killId ?? 'unnamed');
      return { killId: killId ?? 'unnamed', flagged: Promise.resolve(true), recorded: Promise.resolve(true) };
    },
    pauseBots: () => undefined,
    record: () => undefined,
    onChange: () => undefined,
  };
  const counters = new CounterStore('/nowhere', () => undefined);
  const devices = new DeviceDesk(engine, systemClock, counters);
  const keys = linkKeys(twinSecret);
  const setup = { id: twinDevice, name: 'desk', keys, keyPlace: '', onSilence: 'alarm', retired: false } as const;
  devices.put({ ...setup, paths: ['usb'] });
  const cable: { events: PortEvents | null; written: string[] } = { events: null, written: [] };
  const port: OpenPort = {
    write: (text) => {
      cable.written.push(text);
      return true;
    },
    close: async () => undefined,
  };
  const open = async (_path: string, events: PortEvents) => {
    cable.events = events;
    return port;
  };
  const ports = { open, list: async () => [], signature: async () => '' };
  const usb = new UsbDesk({
    record: () => undefined,
    onChange: () => undefined,
    clock: systemClock,
    devices,
    loadPorts: async () => ports,
  });
  await usb.listen({ discover: false, paths: ['/dev/fuzz'] });
  await Promise.resolve();
  const reader = new LineReader();
  const feed = (bytes: Buffer) => {
    for (const line of reader.push(bytes)) cable.events?.line(line);
  };
  let pressed = 0;
  for (let i = 0; i < lines; i++) {
    feed(Buffer.concat([junk(), Buffer.from('\n')]));
    if (i % 500 !== 0) continue;
    const line = validLine();
    // As the firmware does: a line end first, so that the frame stands on its own; and cut anywhere by the driver.
    const sent = Buffer.from(`\n${line}\n`, 'latin1');
    const cut = below(sent.length);
    feed(sent.subarray(0, cut));
    feed(sent.subarray(cut));
    pressed += 1;
    expect(kills.length, `kills after line ${i}`).toBe(pressed);
    expect(kills.at(-1)).toBe(`${twinDevice}-${line.split('|')[7]}`);
  }
  await usb.stop();
  expect(kills.length).toBe(pressed);
}, 600_000);

/** One raw request on a socket of its own; resolves when the other side has answered or closed. */
function rawRequest(portNumber: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(portNumber, '127.0.0.1');
    socket.on('connect', () => void socket.end(bytes));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

function randomRequest(): Buffer {
  const forgery = forged();
  const body = pick([() => junk(), () => Buffer.from(forgery.body)])();
  const mac = pick<() => string>([
    () => forgery.mac,
    () => forgery.mac,
    () => randomBytes(16).toString('base64url'),
    () => '',
    () => 'x'.repeat(below(9_000)),
  ])();
  const head = [
    `${pick(['POST', 'POST', 'GET', 'PUT'])} ${pick(['/kill', '/heartbeat', '/status', '/peer/kill', `/${'%'.repeat(below(5))}`])} HTTP/1.1`,
    `Host: ${pick(['127.0.0.1', 'scram.local:5050', 'evil.example'])}`,
    `X-Kill-Token: v1.${mac}`,
    `Content-Length: ${pick([body.length, body.length, below(100_000)])}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

test(`a port full of wrong requests: no false kill, no crash, and a true press gets through (seed ${seed})`, async () => {
  const folder = buttonFolder({ paths: ['wifi'] });
  const bugs: unknown[] = [];
  const at = { dataDir: folder.path, configFile: null, host: '127.0.0.1', devicePort: 0, controlPort: 0 };
  const running = await startEngine(at, systemClock, (bug) => bugs.push(bug));
  const { engine, devicePort } = running;
  const flood = async (count: number) => {
    for (let i = 0; i < count; i += 20) {
      await Promise.all(Array.from({ length: 20 }, () => rawRequest(devicePort, randomRequest())));
    }
  };
  try {
    await flood(lines / 20);
    expect(engine.state().state).toBe('armed');
    const second = flood(lines / 20);
    const number = nextCounter() + 10n;
    const { body, mac } = signedFrame({ counter: number, type: 'K', level: 1, press: number });
    const headers = { 'x-kill-token': `v1.${mac}` };
    const answer = await call({ port: devicePort, method: 'POST', path: '/kill', headers, body });
    expect(answer.status).toBe(200);
    expect(engine.state().kill?.killId).toBe(`${twinDevice}-${number.toString(16).padStart(16, '0')}`);
    await second;
    expect(engine.state().kill?.receipts).toEqual([]);
    expect(bugs).toEqual([]);
  } finally {
    await running.close();
    folder.remove();
  }
}, 600_000);
