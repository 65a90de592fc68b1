import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { Gate, GateError } from '../../clients/typescript/src/index.ts';
import type { Clocks } from '../../clients/typescript/src/moment.ts';
import { endAll, ends, open, pause, reasonOf, serve } from '../support/gates.ts';
import { until } from '../support/http.ts';
import { armed, event, keepAlive, killed, steadilyArmed, streamHead } from '../support/told-server.ts';

afterEach(endAll);

const accept = { decision: 'accept' };

const closes = (gate: Gate, why: string, withinMs = 5_000) =>
  until(
    async () => reasonOf(gate),
    (reason) => reason?.includes(why) ?? false,
    withinMs,
  );

describe('the gate on real sockets', () => {
  it('opens with a snapshot, shuts with a change, and again at once when the connection is lost', async () => {
    const { url, sockets } = await serve(steadilyArmed);
    const gate = open(url);
    expect(reasonOf(gate)).toBe('no word from the engine yet');
    expect(await gate.waitReady()).toEqual(accept);
    expect(gate.checkOrder({ symbol: 'BTC/USD', side: 'buy', quantity: '0.5' })).toEqual(accept);
    sockets[0]?.write(event('change', killed));
    await closes(gate, 'kill switch engaged');
    sockets[0]?.write(event('change', armed));
    await until(
      async () => reasonOf(gate),
      (reason) => reason === null,
    );
    sockets[0]?.destroy();
    await closes(gate, 'the connection was lost', 1_000);
    expect(await gate.waitReady()).toEqual(accept);
  });

  it('is closed before the first snapshot, whatever else comes', async () => {
    const { url } = await serve((socket) => {
      socket.write(streamHead + event('change', { trading: true, reason: null }));
      keepAlive(socket);
    });
    const gate = open(url);
    expect(await gate.waitReady(300)).toEqual({ decision: 'reject', reason: 'no word from the engine yet' });
    await closes(gate, 'sends no snapshot', 7_000);
  });

  it('shuts after three seconds without a whole sign of life, and not before', async () => {
    let heardMs = 0;
    const { url } = await serve((socket, _, number) => {
      if (number > 0) return;
      socket.write(streamHead + event('snapshot', armed));
      heardMs = performance.now();
      // Half a line, again and again, is no sign of life.
      const timer = setInterval(() => socket.write(':'), 200);
      socket.once('close', () => clearInterval(timer));
    });
    const gate = open(url);
    await gate.waitReady();
    const told = new Promise<string>((resolve) => gate.onHalt(resolve));
    while (reasonOf(gate) === null) await pause(5);
    expect(performance.now() - heardMs).toBeGreaterThan(2_900);
    expect(performance.now() - heardMs).toBeLessThan(4_000);
    expect(await told).toBe('no sign of life from the engine for 3 s');
  });

  it('is closed to a loop that was blocked, though signs of life wait in its socket', async () => {
    const server = await startServerProcess();
    const gate = open(server.url);
    expect(await gate.waitReady()).toEqual(accept);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_100);
    expect(reasonOf(gate)).toBe('no sign of life from the engine for 3 s');
    await pause(1);
    // What waited is not believed; a new connection's snapshot is.
    expect(reasonOf(gate)).not.toBeNull();
    expect(await gate.waitReady()).toEqual(accept);
    expect(await server.connections()).toBe(2);
  });

  it('stays open on its connection while somebody sets the clock', async () => {
    const { url, sockets } = await serve(steadilyArmed);
    const { gate, skew } = openWithClocks(url);
    expect(await gate.waitReady()).toEqual(accept);
    for (const wallMs of [3_600_000, -3_600_000]) {
      skew.wallMs = wallMs;
      await pause(300);
      expect(gate.checkOrder()).toEqual(accept);
    }
    expect(sockets).toHaveLength(1);
  });

  it('believes no byte that came before the machine slept, whatever the timers say', async () => {
    const { url, sockets } = await serve(steadilyArmed);
    const { gate, skew } = openWithClocks(url);
    expect(await gate.waitReady()).toEqual(accept);
    Object.assign(skew, { wallMs: 3_600_000, uptimeMs: 3_600_000 });
    expect(reasonOf(gate)).toBe('no sign of life from the engine for 3 s');
    await until(
      async () => sockets.length,
      (count) => count > 1,
      1_000,
    );
    expect(await gate.waitReady()).toEqual(accept);
  });

  it('does not keep a program alive that has nothing else to do', async () => {
    const { url } = await serve(steadilyArmed);
    const module = new URL('../../clients/typescript/src/index.ts', import.meta.url);
    const program = `
      const { Gate } = await import('${module}');
      const gate = new Gate({ url: '${url}' });
      gate.onHalt(() => {});
      console.log((await gate.waitReady()).decision);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ends.push(() => child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(said).toBe('accept\n');
  });

  it('lets a step run while it is open, with its own this and arguments, and gives undefined while it is closed', async () => {
    const { url } = await serve(steadilyArmed);
    const gate = open(url);
    const entered: number[] = [];
    const bot = {
      size: 2,
      step: gate.tick(function (this: { size: number }, price: number) {
        entered.push(price * this.size);
        return 'buy';
      }),
      later: gate.tick(async (price: number) => `sell at ${price}`),
    };
    expect(bot.step(5)).toBeUndefined();
    await gate.waitReady();
    expect(bot.step(5)).toBe('buy');
    expect(await bot.later(7)).toBe('sell at 7');
    gate.close();
    expect(bot.step(5)).toBeUndefined();
    expect(await bot.later(7)).toBeUndefined();
    expect(entered).toEqual([10]);
  });
});

describe('what is not an engine', () => {
  const refusal = '{"error":{"code":"too_many","message":"Too many streams are open.","hint":"Close one."}}';
  const chunked = streamHead.replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n');
  it.each([
    ['a page', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>', 'HTTP 200 with text/html'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n', 'HTTP 302 with nothing'],
    [
      'a refusal',
      `HTTP/1.1 429 X\r\nContent-Type: application/json\r\nContent-Length: ${refusal.length}\r\n\r\n${refusal}`,
      'Too many streams are open. Close one.',
    ],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', 'does not speak as Scram does'],
    ["somebody else's stream", streamHead + event('snapshot', { hello: 'world' }), "a snapshot that is not Scram's"],
    ['a line without end', `${streamHead}data: ${'x'.repeat(70_000)}`, 'a line over 65536 bytes'],
    ['half a chunk', `${chunked}40\r\nevent: snapshot\n`, 'the connection was lost'],
    ['nothing', '', 'the connection was lost'],
  ])('is %s', async (_, said, why) => {
    const { url } = await serve((socket) => socket.end(said));
    await closes(open(url), why);
  });

  it('is nobody at all', async () => {
    const { url, close } = await serve(() => undefined);
    close();
    const gate = open(url);
    await closes(gate, 'ECONNREFUSED');
    const reasons: string[] = [];
    gate.onHalt((reason) => reasons.push(reason));
    await pause(500);
    expect(reasons).toEqual([expect.stringContaining('no word from the engine')]);
  });

  it.each(['127.0.0.1:5050', 'ftp://x', 'http://', 'http://x/status', 'http://u:secret@x', 'http://x:99999'])(
    'is no address: %s',
    (url) => {
      const failure = thrownBy(() => new Gate({ url }));
      expect(failure).toMatchObject({ code: 'bad_request', field: 'url' });
      expect(failure.message).not.toContain('secret');
    },
  );
});

/** A gate whose wall clock and uptime can be made to run ahead of its monotonic clock. */
function openWithClocks(url: string) {
  const skew = { wallMs: 0, uptimeMs: 0 };
  const clocks: Clocks = {
    monotonicMs: () => performance.now(),
    wallMs: () => performance.now() + skew.wallMs,
    uptimeMs: () => performance.now() + skew.uptimeMs,
  };
  const gate = new Gate({ url }, clocks);
  ends.push(() => gate.close());
  return { gate, skew };
}

function thrownBy(run: () => unknown): GateError {
  try {
    run();
  } catch (error) {
    if (error instanceof GateError) return error;
  }
  throw new Error('no GateError was thrown');
}

/** A server in a process of its own, which goes on sending while this one's loop is blocked. */
async function startServerProcess(): Promise<{ url: string; connections(): Promise<number> }> {
  const module = new URL('../support/told-server.ts', import.meta.url);
  const program = `
    const { startToldServer, steadilyArmed } = await import('${module}');
    const server = await startToldServer(steadilyArmed);
    process.on('message', () => process.send(server.sockets.length));
    process.send(server.url);`;
  const args = ['--input-type=module', '-e', program];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  ends.push(() => child.kill('SIGKILL'));
  const [url] = await once(child, 'message');
  const connections = async () => {
    child.send('how many?');
    const [count] = await once(child, 'message');
    return Number(count);
  };
  return { url: String(url), connections };
}
