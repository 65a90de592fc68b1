import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Gate, GateError, type GateOptions } from '../../clients/typescript/src/index.ts';
import { endAll, ends, open, pause, reasonOf, serve } from '../support/gates.ts';
import { steadilyArmed, streamHead, type ToldServer } from '../support/told-server.ts';

afterEach(() => {
  endAll();
  vi.unstubAllEnvs();
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

  it('is given an address by itself, and no option that it does not know', async () => {
    const server = await serve(steadilyArmed);
    const gate = new Gate(server.url);
    expect(await gate.waitReady()).toEqual({ decision: 'accept' });
    gate.close();
    const misspelt = { botTokenfile: '/tmp/token' } as GateOptions;
    expect(() => new Gate(misspelt)).toThrow('botTokenfile is no option of a gate. There are url, botToken,');
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

async function rejectionOf(promise: Promise<unknown>): Promise<GateError> {
  const error = await promise.catch((rejected: unknown) => rejected);
  if (error instanceof GateError) return error;
  throw new Error(`not rejected with a GateError: ${inspect(error)}`);
}
