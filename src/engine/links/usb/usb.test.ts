import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LineReader } from './lines.ts';
import { parseNotice } from './notice.ts';
import type { KnownPort, OpenPort, PortEvents, SerialPorts } from './port.ts';
import { UsbLinks } from './usb-links.ts';

describe('lines', () => {
  const read = (...chunks: string[]) => {
    const reader = new LineReader();
    return chunks.flatMap((chunk) => reader.push(Buffer.from(chunk, 'latin1')));
  };

  test('are found wherever the bytes are cut, with either line end', () => {
    expect(read('one\ntw', 'o\r\n\n\nthr', 'ee', '\nrest')).toEqual(['one', 'two', 'three']);
  });

  test('over 160 characters are dropped whole: the tail of one is no line', () => {
    const longest = 'x'.repeat(160);
    expect(read(`${longest}\n${longest}y\nz\n`)).toEqual([longest, 'z']);
    expect(read('x'.repeat(161), 'S1|tail\nnext\n')).toEqual(['next']);
    expect(read('x'.repeat(100), 'x'.repeat(100), '\n', 'next\n')).toEqual(['next']);
  });
});

test('notices', () => {
  expect(parseNotice('S0|1a2b3c4d|unpaired|1.0.0')).toEqual({ device: '1a2b3c4d', says: 'unpaired' });
  expect(parseNotice('S0|1a2b3c4d|paired')).toEqual({ device: '1a2b3c4d', says: 'paired' });
  const refused = 'S0|1a2b3c4d|refused|hold BOOT and pair again';
  expect(parseNotice(refused)).toEqual({ device: '1a2b3c4d', says: 'refused', why: 'hold BOOT and pair again' });
  for (const line of ['S0|1a2b3c4d|burning', 'S0|1A2B3C4D|paired', 'S1|1a2b3c4d|paired', '']) {
    expect(parseNotice(line)).toBeNull();
  }
});

/** Serial ports in memory: which are plugged in, and what has been done to them. */
class Bench implements SerialPorts {
  plugged: KnownPort[] = [];
  log: string[] = [];
  listWorks = true;
  readers = true;
  readonly lines = new Map<string, PortEvents>();

  async open(path: string, events: PortEvents): Promise<OpenPort> {
    if (this.plugged.every((port) => port.path !== path)) throw new Error('no such port');
    this.log.push(`open ${path}`);
    this.lines.set(path, events);
    return {
      write: () => this.readers,
      close: async () => {
        this.log.push(`close ${path}`);
      },
    };
  }
  async list(): Promise<KnownPort[]> {
    if (!this.listWorks) throw new Error('spawn udevadm ENOENT');
    this.log.push('list');
    return this.plugged;
  }
  async signature(): Promise<string> {
    return this.plugged.map(({ path }) => path).join();
  }
}

describe('ports', () => {
  const board: KnownPort = { path: '/dev/ttyUSB0', vendorId: '10c4', productId: 'ea60' };
  const modem: KnownPort = { path: '/dev/ttyACM0', vendorId: '0403', productId: '6001' };
  const clock = { wallMs: () => 0, monotonicMs: () => vi.getMockedSystemTime()?.getTime() ?? 0 };
  let bench: Bench;
  let links: UsbLinks;

  const begin = (discover: boolean, paths: string[] = []) => {
    const hear = (line: string) => ({ isOurs: line.startsWith('S1|'), answer: null });
    links = new UsbLinks({ config: { discover, paths }, ports: bench, clock, hear });
    links.start();
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const say = (path: string, line = 'S1|x') => bench.lines.get(path)?.line(line);

  beforeEach(() => {
    vi.useFakeTimers();
    bench = new Bench();
  });
  afterEach(async () => {
    await links.stop();
    vi.useRealTimers();
  });

  test('are found by their chip, let go when unplugged, found again', async () => {
    bench.plugged = [modem];
    begin(true);
    await pass(60_000);
    bench.plugged = [modem, board];
    await pass(2_500);
    say(board.path);
    // Twice a change, and not at every look: it starts a program.
    expect(bench.log).toEqual(['list', 'list', 'list', `open ${board.path}`]);
    bench.plugged = [modem];
    await pass(2_500);
    expect(bench.log.slice(4)).toEqual(['list', `close ${board.path}`]);
    bench.plugged = [modem, board];
    await pass(2_500);
    expect(bench.log.slice(6)).toEqual(['list', `open ${board.path}`]);
  });

  test('are found also where the system learns of the chip only after the name', async () => {
    begin(true);
    await pass(1_000);
    bench.plugged = [{ path: board.path, vendorId: null, productId: null }];
    await pass(2_000);
    expect(bench.log).not.toContain(`open ${board.path}`);
    bench.plugged = [board];
    await pass(2_000);
    expect(bench.log).toContain(`open ${board.path}`);
  });

  test('with another board at it are closed, and left alone for a minute', async () => {
    bench.plugged = [board];
    begin(true);
    for (let i = 0; i < 20; i++) {
      say(board.path, 'some other sketch');
      await pass(500);
    }
    expect(bench.log.filter((entry) => entry !== 'list')).toEqual([`open ${board.path}`, `close ${board.path}`]);
    await pass(60_000);
    expect(bench.log.filter((entry) => entry.startsWith('open'))).toHaveLength(2);
  });

  test('on which ours was ever heard are opened again however long it is silent, and never put aside', async () => {
    bench.plugged = [board];
    begin(true);
    await pass(100);
    say(board.path);
    await pass(3_000 + 500 + 250);
    const reopened = bench.log.length;
    await pass(60_000);
    // As a named port: closed and opened again and again, each time with a board's time to start.
    const closings = bench.log.slice(reopened).filter((entry) => entry === `close ${board.path}`);
    expect(closings.length).toBeGreaterThan(4);
    const speak = async () => {
      for (let i = 0; i < 10; i++) {
        say(board.path);
        await pass(1_000);
      }
    };
    await speak();
    const heard = bench.log.length;
    await speak();
    expect(bench.log.length).toBe(heard);
  });

  test('that fall silent are closed and opened again; one that still speaks is left as it is', async () => {
    bench.plugged = [board];
    begin(false, [board.path]);
    for (let i = 0; i < 10; i++) {
      await pass(1_000);
      say(board.path);
    }
    expect(bench.log).toEqual([`open ${board.path}`]);
    await pass(4_500);
    expect(bench.log).toEqual([`open ${board.path}`, `close ${board.path}`, `open ${board.path}`]);
  });

  test('that nobody reads are given up at the first probe', async () => {
    bench.plugged = [board];
    begin(false, [board.path]);
    await pass(100);
    say(board.path);
    bench.readers = false;
    await pass(2_100);
    expect(bench.log).toContain(`close ${board.path}`);
  });

  test('that are named and missing are tried again at a growing distance, and say why', async () => {
    let tries = 0;
    bench.open = async () => {
      tries += 1;
      throw new Error('no such port');
    };
    begin(false, ['/dev/nothing']);
    await pass(60_000);
    expect(tries).toBeGreaterThan(12);
    expect(tries).toBeLessThan(20);
    expect(links.troubles()).toEqual([{ port: '/dev/nothing', why: 'no such port' }]);
  });

  test('that hang while they are opened say so, and are not opened beside that', async () => {
    let opened: (port: OpenPort) => void = () => undefined;
    let tries = 0;
    bench.open = () => {
      tries += 1;
      return new Promise((resolve) => {
        opened = resolve;
      });
    };
    begin(false, [board.path]);
    await pass(4_999);
    expect(links.troubles()).toEqual([]);
    await pass(60_000);
    expect([links.troubles(), tries]).toEqual([[{ port: board.path, why: 'it has not opened for 5 s' }], 1]);
    opened({ write: () => true, close: async () => undefined });
    await pass(0);
    expect(links.troubles()).toEqual([]);
  });

  test('a lost port is opened again, and what the old one still says is not heard twice', async () => {
    bench.plugged = [board];
    begin(false, [board.path]);
    await pass(100);
    const old = bench.lines.get(board.path);
    old?.lost('unplugged');
    old?.lost('unplugged');
    await pass(1_000);
    expect(bench.log.filter((entry) => entry.startsWith('open'))).toHaveLength(2);
  });

  test('where the system cannot list them, that is said, and asked again seldom', async () => {
    bench.listWorks = false;
    begin(true);
    await pass(10_000);
    expect(links.troubles()).toEqual([{ port: 'discovery', why: 'spawn udevadm ENOENT' }]);
    bench.listWorks = true;
    await pass(30_000);
    expect(links.troubles()).toEqual([]);
  });
});
