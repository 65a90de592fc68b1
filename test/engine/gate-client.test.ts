import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Gate, GateError, type GateOptions } from '../../clients/typescript/src/index.ts';
import type { Clocks } from '../../clients/typescript/src/moment.ts';
import { until } from '../support/http.ts';
import {
  armed,
  event,
  keepAlive,
  killed,
  startToldServer,
  steadilyArmed,
  streamHead,
  type ToldServer,
} from '../support/told-server.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.unstubAllEnvs();
});

async function serve(say: (socket: Socket, request: string, number: number) => void): Promise<ToldServer> {
  const server = await startToldServer(say);
  ends.push(server.close);
  return server;
}

function open(url: string, options: GateOptions = {}): Gate {
  const gate = new Gate({ url, ...options });
  ends.push(() => gate.close());
  return gate;
}

const accept = { decision: 'accept' };

function reasonOf(gate: Gate): string | null {
  const decision = gate.checkOrder();
  return decision.decision === 'accept' ? null : decision.reason;
}

const closes = (gate: Gate, why: string, withinMs = 5_000) =>
  until(
    async () => reasonOf(gate),
    (reason) => reason?.includes(why) ?? false,
    withinMs,
  );

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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

  it('believes no byte that came before the machine slept, whatever the timers say', async () => {
    const { url, sockets } = await serve(steadilyArmed);
    const slept = { ms: 0 };
    const clocks: Clocks = {
      monotonicMs: () => performance.now(),
      wallMs: () => performance.now() + slept.ms,
      uptimeMs: () => performance.now() + slept.ms,
    };
    const gate = new Gate({ url }, clocks);
    ends.push(() => gate.close());
    expect(await gate.waitReady()).toEqual(accept);
    slept.ms = 3_600_000;
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

describe('commands', () => {
  const token = 't'.repeat(43);
  const firing = { status: 'killed', killId: 'k-1', state: 'killing', journaled: true };

  /** A stream that is armed at first, beside commands that are answered with `said`; no later stream brings a snapshot. */
  const engine = (said: string) =>
    serve((socket, request, number) => {
      if (request.startsWith('POST')) socket.end(said);
      else if (number === 0) steadilyArmed(socket);
      else socket.write(streamHead);
    });

  const answer = (status: number, body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return `HTTP/1.1 ${status} X\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  };

  const commandIn = ({ requests }: ToldServer) => {
    const command = requests.find((request) => request.startsWith('POST')) ?? '';
    const [head = '', body = ''] = command.split('\r\n\r\n');
    return { line: head.split('\r\n')[0], token: /authorization: Bearer (.*)/.exec(head)?.[1], body: JSON.parse(body) };
  };

  it('shut the gate from the call on, and until a snapshot that was asked for after the answer', async () => {
    const server = await engine(answer(200, firing));
    const gate = open(server.url, { botToken: token });
    await gate.waitReady();
    const fired = gate.trigger('prices look wrong');
    expect(reasonOf(gate)).toBe('this program asked for a kill');
    expect(await fired).toEqual(firing);
    expect(reasonOf(gate)).toBe('this program asked for a kill');
    await pause(300);
    expect(reasonOf(gate)).not.toBeNull();
    expect(commandIn(server)).toEqual({
      line: 'POST /kill HTTP/1.1',
      token,
      body: { reason: 'prices look wrong' },
    });
  });

  it("carry the engine's own words, and what stands against a reset", async () => {
    const against = [{ code: 'killing', message: 'The kill is at work.' }];
    const server = await engine(
      answer(409, { error: { code: 'not_now', message: 'Not now.', hint: 'Wait.', against } }),
    );
    const failure = await rejectionOf(open(server.url, { operatorToken: token }).reset('prices are back'));
    expect(failure).toMatchObject({ code: 'not_now', message: 'Not now. Wait.', hint: 'Wait.', against });
    expect(commandIn(server)).toEqual({
      line: 'POST /reset HTTP/1.1',
      token,
      body: { reason: 'prices are back', confirm: 'RESET' },
    });
  });

  it.each([
    ['<html>', answer(200, '<html>'), 'misfit', true],
    ['a redirect', answer(302, ''), 'misfit', false],
    ['a crash', answer(500, 'oops'), 'misfit', true],
    ['nothing', '', 'unanswered', true],
    ['another protocol', 'SSH-2.0\r\n', 'unanswered', true],
  ])('say so when what comes back is %s', async (_, said, code, mayHaveLanded) => {
    const { url } = await engine(said);
    expect(await rejectionOf(open(url, { botToken: token }).trigger('x'))).toMatchObject({ code, mayHaveLanded });
  });

  it('say so when nobody is there, or when the token would cross an open network', async () => {
    const nobody = open('http://127.0.0.1:9', { botToken: token });
    expect(await rejectionOf(nobody.trigger('x'))).toMatchObject({ code: 'unreachable', mayHaveLanded: false });
    const far = open('http://192.0.2.1:5050', { operatorToken: token });
    expect(await rejectionOf(far.reset('prices are back'))).toMatchObject({ code: 'forbidden', field: 'url' });
  });

  it('take their token from the option, a file, or the environment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'scram-gate-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'bot.token');
    writeFileSync(file, 'from-file\n');
    vi.stubEnv('SCRAM_BOT_TOKEN', 'from-environment');
    const shown = async (options: GateOptions) => {
      const server = await engine(answer(200, firing));
      await open(server.url, options).trigger('x');
      return commandIn(server).token;
    };
    expect(await shown({ botToken: 'given', botTokenFile: file })).toBe('given');
    expect(await shown({ botTokenFile: file })).toBe('from-file');
    expect(await shown({})).toBe('from-environment');
  });

  it.each<[string, GateOptions]>([
    ["This takes the bot's token", {}],
    ["botTokenFile can't be read (ENOENT)", { botTokenFile: '/nowhere/bot.token' }],
    ['What botToken gives is no token', { botToken: 'hidden\r\nX-Evil: 1' }],
    ['What botToken gives is no token', { botToken: '' }],
  ])('refuse a missing or broken token without showing it: %s', async (words, options) => {
    const failure = await rejectionOf(open('http://127.0.0.1:9', options).trigger('x'));
    expect(failure).toMatchObject({ code: 'unauthenticated', message: expect.stringContaining(words) });
    expect(failure.message).not.toContain('hidden');
  });

  it('show a token in no dump of the gate', () => {
    const gate = open('http://127.0.0.1:9', { botToken: 'hidden-token', operatorToken: 'hidden-too' });
    expect(inspect(gate, { depth: 10, showHidden: true })).not.toContain('hidden-t');
  });
});

function thrownBy(run: () => unknown): GateError {
  try {
    run();
  } catch (error) {
    if (error instanceof GateError) return error;
  }
  throw new Error('no GateError was thrown');
}

async function rejectionOf(promise: Promise<unknown>): Promise<GateError> {
  const error = await promise.catch((rejected: unknown) => rejected);
  if (error instanceof GateError) return error;
  throw new Error(`not rejected with a GateError: ${inspect(error)}`);
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
