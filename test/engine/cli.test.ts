import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { catalogue } from '../../src/shared/conditions.ts';
import { dataFiles } from '../../src/shared/data-folder.ts';
import { doubleToken, type EngineDouble, Refusal, serveDouble, signInCode, writeEngineFiles } from './cli-double.ts';
import { cliCommand, endRuns, patience, runCli, startCli, startCliOnTerminal } from './cli-run.ts';
import { armed, broker, dust, killedNotFlat, killId } from './cli-states.ts';

let double: EngineDouble;

beforeEach(async () => {
  double = await serveDouble(armed());
});
afterEach(async () => {
  await endRuns();
  await double.close();
});

const scram = (...args: string[]) => runCli(['--data', double.folder, ...args]);

test('status says the plate, that it is paper, and what is open', async () => {
  double.answers.state = () => double.state;
  const end = await scram('status');
  expect(end.stdout).toContain('ARMED  PAPER');
  expect(end.stdout).toContain('AAPL  -3  at 171.2');
  expect(end.stdout).not.toContain('\u001b');
  expect(end).toMatchObject({ status: 0, stderr: '' });
});

test('status tells how each automatic trigger stands', async () => {
  const since = '2026-11-21T09:14:00.000Z';
  const held = { state: 'holds' as const, words: 'drawdown 30.0 % ≥ 25.0 %', spent: true };
  const triggers = [
    { name: 'MarginCall', state: 'clear' as const, words: 'no margin call', since, spent: false },
    { name: 'PortfolioDrawdown', since, ...held },
  ];
  double.answers.state = () => armed({ triggers });
  const { stdout } = await scram('status');
  expect(stdout).toContain('MarginCall is clear: no margin call.');
  expect(stdout).toContain(
    'PortfolioDrawdown holds: drawdown 30.0 % ≥ 25.0 %; it fires again only after having been false.',
  );
});

test('status --json is the whole state', async () => {
  double.answers.state = () => double.state;
  const end = await scram('status', '--json');
  expect(JSON.parse(end.stdout)).toEqual(double.state);
});

test('a venue’s words can’t move the cursor', async () => {
  double.answers.state = () => armed({ brokers: [broker({ trouble: 'gone\u001b[2J\u0007' })] });
  const end = await scram('status');
  expect(end.stdout).toContain("can't be read: gone\uFFFD[2J\uFFFD");
});

test('without an engine the status is 3, and stdout stays empty', async () => {
  rmSync(join(double.folder, dataFiles.engine));
  const end = await scram('status');
  expect(end).toMatchObject({ status: 3, stdout: '' });
  expect(end.stderr).toMatch(/^NO ENGINE\nscram: No engine is running on/);
});

test('the token is not sent to whoever took the port of an engine that is gone', async () => {
  double.answers.state = () => double.state;
  writeEngineFiles(double.folder, { pid: 2 ** 22 - 3, controlPort: double.port });
  const end = await scram('status');
  expect(end).toMatchObject({ status: 3, stdout: '' });
  expect(end.stderr).toContain('is gone');
  expect(double.calls).toEqual([]);
});

test('a wrong token is refused with 1, not taken for an absent engine', async () => {
  writeEngineFiles(double.folder, { controlPort: double.port }, 'another');
  const end = await scram('status');
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr).toContain('The token is wrong.');
});

test('an answer of another shape is said to be one', async () => {
  double.garbage = { status: 200, text: '{"state":"fine"}' };
  const end = await scram('status');
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr).toContain('not one that this version understands');
});

test.each([[['status', '--nope']], [['nonsense']], [[]], [['log', '--limit', '0']], [['kill', '--now']], [['reset']]])(
  'scram %j is a usage error: status 2, on stderr alone',
  async (args) => {
    const end = await scram(...args);
    expect(end).toMatchObject({ status: 2, stdout: '' });
    expect(end.stderr).not.toBe('');
    expect(double.calls).toEqual([]);
  },
);

test('every command explains itself, and help kills nobody', async () => {
  for (const args of [['kill', '--help'], ['help', 'kill'], ['--help'], ['paper', 'shock', '--help']]) {
    const end = await scram(...args);
    expect(end).toMatchObject({ status: 0, stderr: '' });
    expect(end.stdout).toContain('$ scram');
  }
  expect(double.calls).toEqual([]);
});

test('the help of a command says what it does, as the list of commands does', async () => {
  expect((await scram('liquidations', '--help')).stdout).toContain('\nWhat each kill did: orders cancelled,');
  expect((await scram('log', 'verify', '--help')).stdout).toContain('\nRead the whole journal and prove');
  expect((await scram('help', 'log', 'verify')).stdout).toContain('\nRead the whole journal and prove');
  expect(await scram('help', 'nonsense')).toMatchObject({ status: 2, stdout: '' });
});

test('a reader that goes away is not success', async () => {
  double.answers.state = () => double.state;
  const run = startCli(['--data', double.folder, 'status']);
  run.child.stdout?.destroy();
  expect((await run.done).status).toBe(1);
});

test.runIf(process.platform === 'linux')('a full disk behind stdout is not success', async () => {
  double.answers.state = () => double.state;
  const full = openSync('/dev/full', 'w');
  const child = spawn(cliCommand[0], [cliCommand[1], '--data', double.folder, 'status'], {
    stdio: ['ignore', full, 'ignore'],
  });
  closeSync(full);
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
});

test('log is oldest first over several pages, and --json is one object a line', async () => {
  double.answers.journal = ({ query }) => {
    const from = Number(query.before ?? 701) - 1;
    const seqs = Array.from({ length: Math.min(Number(query.limit), from) }, (_, index) => from - index);
    const next = seqs.at(-1) ?? 1;
    return { rows: seqs.map((seq) => row(seq)), next: next > 1 ? next : null };
  };
  const end = await scram('log', '--limit', '600', '--json', '--kind', 'RESET', '--search', 'x y');
  const seqs = end.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).seq);
  expect(seqs).toEqual(Array.from({ length: 600 }, (_, index) => 101 + index));
  expect(double.calls.map((each) => each.query)).toEqual([
    { kind: 'RESET', q: 'x y', limit: '500' },
    { kind: 'RESET', q: 'x y', limit: '100', before: '201' },
  ]);
});

test('a search that finds nothing says so beside stdout, and which kinds there are', async () => {
  double.answers.journal = () => ({ rows: [], next: null });
  double.answers.journalKinds = () => ({ kinds: ['CHECK_IN', 'KILL_FIRED'] });
  expect(await scram('log', '--kind', 'KIL_FIRED')).toMatchObject({
    status: 0,
    stdout: '',
    stderr: 'There is no row of the kind KIL_FIRED.\nThe kinds of which there are rows: CHECK_IN, KILL_FIRED\n',
  });
  expect(await scram('log', '--kind', 'CHECK_IN', '--search', 'x')).toMatchObject({
    stderr: 'There is no row of the kind CHECK_IN with "x" in it.\n',
  });
});

test('on a terminal a row of the log takes one line', async () => {
  double.answers.journal = () => ({ rows: [{ ...row(1), reason: 'long '.repeat(100) }], next: null });
  const shown = (await startCliOnTerminal(['--data', double.folder, 'log']).done).stdout.trim();
  expect(shown).toMatch(/^1 .{100,119}…$/);
});

test('log --follow shows what comes, without gaps over a broken connection, and ends by Ctrl-C', async () => {
  let last = 2;
  double.answers.journal = () => ({ rows: Array.from({ length: last }, (_, index) => row(last - index)), next: null });
  const run = startCli(['--data', double.folder, 'log', '--follow']);
  await run.sees('"row 2"');
  await expect.poll(() => double.streamCount(), patience).toBe(1);
  last = 3;
  double.row(row(3));
  await run.sees('"row 3"');
  double.breakStreams();
  last = 5;
  await run.sees('"row 5"');
  expect(run.stdout().match(/row \d/g)).toEqual(['row 1', 'row 2', 'row 3', 'row 4', 'row 5']);
  await run.sees('Lost the engine');
  run.child.kill('SIGINT');
  expect((await run.done).status).not.toBe(0);
});

test('log verify names the first broken row', async () => {
  double.answers.verifyJournal = () => ({ ok: true, rows: 12 });
  expect(await scram('log', 'verify')).toMatchObject({ status: 0, stderr: '' });
  double.answers.verifyJournal = () => ({ ok: false, rows: 12, firstBroken: 7, why: 'row 7 is missing' });
  const end = await scram('log', 'verify');
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr).toContain('the journal is not whole, from row 7 on: row 7 is missing.');
  double.answers.verifyJournal = () => ({ ok: false, rows: 12, why: 'The disk is gone.' });
  const unread = await scram('log', 'verify');
  expect(unread).toMatchObject({ status: 1, stdout: '' });
  expect(unread.stderr).toContain('the journal was not read to its end: The disk is gone.\n');
});

test('log verify does not call a journal whole that took the place of a broken one', async () => {
  double.answers.verifyJournal = () => ({ ok: true, rows: 3 });
  const why = 'the chain of journal.db is broken: row 31 is not what was recorded';
  const replaced = { id: 'journal_replaced', ...catalogue.journalReplaced(why), since: new Date().toISOString() };
  double.answers.state = () => ({ ...double.state, conditions: [replaced] });
  const end = await scram('log', 'verify');
  expect(end).toMatchObject({ status: 1, stdout: expect.stringContaining('3 rows') });
  expect(end.stderr).toContain(why);
});

test('a negative percentage is a percentage', async () => {
  double.answers.state = () => double.state;
  double.answers.shock = () => ({});
  expect(await scram('paper', 'shock', '-30%')).toMatchObject({ status: 0, stderr: '' });
  expect(double.calls.at(-1)).toMatchObject({ params: { name: 'demo' }, request: { fraction: -0.3 }, source: 'cli' });
  expect(await scram('paper', 'shock', '--broker', 'main', '--', '-5.5%')).toMatchObject({ status: 0 });
  expect(double.calls.at(-1)).toMatchObject({ params: { name: 'main' }, request: { fraction: -0.055 } });
  expect(await scram('paper', 'shock', '-30')).toMatchObject({ status: 2, stdout: '' });
});

test('a reset needs a reason that says something, and --yes where nobody can be asked', async () => {
  double.answers.state = () => killedNotFlat();
  double.answers.reset = () => ({ state: 'armed', killId, resetAt: '2026-11-21T09:20:00.000Z' });
  const shallow = await scram('reset', '--reason', 'ok', '--yes');
  expect(shallow).toMatchObject({ status: 1, stdout: '' });
  const unasked = await scram('reset', '--reason', 'prices were checked');
  expect(unasked).toMatchObject({ status: 1, stdout: '' });
  expect(unasked.stderr).toContain('add --yes');
  expect(double.calls.filter((each) => each.path === '/api/reset')).toEqual([]);
  const options = ['--accept', dust.accept, '--acknowledge', 'PortfolioDrawdown', 'MarginCall', '--yes'];
  const done = await scram('kill', '--reset', '--reason', 'prices were checked', ...options);
  expect(done).toMatchObject({ status: 0, stderr: '' });
  expect(double.calls.at(-1)?.request).toEqual({
    reason: 'prices were checked',
    confirm: 'RESET',
    acceptResiduals: [dust.accept],
    acknowledgeTriggers: ['PortfolioDrawdown', 'MarginCall'],
  });
});

test('a refused reset names everything against it and the option that accepts it', async () => {
  double.answers.reset = () => {
    const against = [
      { code: 'residual' as const, message: 'demo still holds 0.01 DOGE.', accept: dust.accept },
      { code: 'trigger' as const, message: 'The condition of MarginCall still holds.', acknowledge: 'MarginCall' },
      { code: 'switch' as const, message: 'The desk button is not heard.' },
    ];
    throw new Refusal({ code: 'not_now', message: 'demo still holds 0.01 DOGE.', hint: 'Close it.', against });
  };
  const end = await scram('reset', '--reason', 'prices were checked', '--yes');
  expect(end).toMatchObject({ status: 1, stdout: '' });
  expect(end.stderr.match(/demo still holds 0.01 DOGE/g)).toHaveLength(1);
  expect(end.stderr).toContain('scram device retire ID --reason');
  expect(end.stderr).toContain(`--accept ${dust.accept}`);
  expect(end.stderr).toContain('- The condition of MarginCall still holds.');
  expect(end.stderr).toContain('--acknowledge MarginCall');
});

test.runIf(process.platform === 'linux')('on a terminal a reset asks for the word', async () => {
  double.answers.state = () => killedNotFlat();
  double.answers.reset = () => ({ state: 'armed', killId, resetAt: '2026-11-21T09:20:00.000Z' });
  const resetWith = async (typed: string): Promise<number | null> => {
    const run = startCliOnTerminal(['--data', double.folder, 'reset', '--reason', 'prices were checked']);
    await run.sees('Type RESET');
    expect(run.stdout()).toContain('KILLED · NOT FLAT');
    run.child.stdin?.write(typed);
    return (await run.done).status;
  };
  const resets = () => double.calls.filter((each) => each.path === '/api/reset').length;
  expect(await resetWith('reset\n')).toBe(1);
  expect(await resetWith('\u0003')).toBe(130);
  expect(resets()).toBe(0);
  expect(await resetWith('RESET\n')).toBe(0);
  expect(resets()).toBe(1);
});

test('token gives a fresh address of the page and the files, never a token', async () => {
  const end = await scram('token');
  expect(end).toMatchObject({ status: 0, stderr: '' });
  expect(end.stdout).toContain(`http://127.0.0.1:${double.port}/#code=${signInCode}`);
  expect(end.stdout).toContain(join(double.folder, dataFiles.operatorToken));
  expect(end.stdout).not.toContain(doubleToken);
});

test('a token itself is printed on a terminal alone', async () => {
  const path = await scram('token', '--bot');
  expect(path).toMatchObject({ status: 0, stdout: `${join(double.folder, dataFiles.botToken)}\n`, stderr: '' });
  const shown = await scram('token', '--show');
  expect(shown).toMatchObject({ status: 1, stdout: '' });
  expect(shown.stderr).not.toContain(doubleToken);
  chmodSync(join(double.folder, dataFiles.operatorToken), 0o644);
  expect((await scram('token', '--operator')).stderr).toContain('chmod 600');
});

test.runIf(process.platform === 'linux')('a person on a terminal may see a token', async () => {
  const end = await startCliOnTerminal(['--data', double.folder, 'token', '--show']).done;
  expect(end.stdout.trim()).toBe(doubleToken);
});

test('liquidations lists the kills and shows one whole', async () => {
  const kill = {
    killId,
    source: 'cli' as const,
    reason: 'test',
    firedAt: '2026-11-21T09:14:03.000Z',
    settledAt: '2026-11-21T09:14:05.000Z',
    flat: false,
    resetAt: null,
    resetReason: null,
  };
  double.answers.liquidations = () => ({ liquidations: [kill] });
  double.answers.liquidation = () => ({
    ...kill,
    signals: [],
    cancelledOrders: [],
    instruments: [],
    residuals: [dust],
    rows: [],
  });
  expect((await scram('liquidations')).stdout).toContain('not flat');
  const one = await scram('liquidations', killId);
  expect(one.stdout).toContain('Left: demo/DOGE 0.01');
  expect(double.calls.at(-1)?.params).toEqual({ killId });
});

test('preflight fails when a check does; a drill when it does not end flat', async () => {
  double.answers.preflight = () => ({
    checks: [
      { id: 'disk', status: 'fail', sentence: 'The disk is full.', nextAction: 'Make room.' },
      {
        id: 'drill',
        status: 'warn',
        sentence: 'No drill.',
        nextAction: 'Run one.',
        last: { what: 'last drill', at: null },
      },
    ],
    wouldCancel: [],
    wouldClose: [],
    unread: ['main'],
  });
  const preflight = await scram('preflight');
  expect(preflight.status).toBe(1);
  expect(preflight.stderr).toBe('scram: 1 check failed: a kill may not do all that it should.\n');
  expect(preflight.stdout).toContain("and whatever is open at main, which can't be read\n");
  expect(preflight.stdout).toContain('FAIL  The disk is full.\n      Make room.\n');
  expect(preflight.stdout).toContain('WARN  No drill.  (last drill: never)\n      Run one.\n');
  const report = { latchedMs: 1, firstRequestMs: 1, answeredMs: 2, flatMs: 40, ordersCancelled: 2, positionsClosed: 3 };
  double.answers.drill = () => ({ ...report, flat: true, residuals: [] });
  expect(await scram('drill')).toMatchObject({ status: 0, stderr: '' });
  double.answers.drill = () => ({ ...report, flat: false, flatMs: null, residuals: [dust] });
  expect((await scram('drill')).status).toBe(1);
});

test('paper serve is an exchange of its own until Ctrl-C, which is not success', async () => {
  const run = startCli(['paper', 'serve', '--port', '0', '--positions', '3']);
  await run.sees('PAPER exchange at http://127.0.0.1:');
  const { port } = new URL(/http:\S+/.exec(run.stdout())?.[0] ?? '');
  const second = await runCli(['paper', 'serve', '--port', port]);
  expect(second).toMatchObject({ status: 1, stdout: '' });
  expect(second.stderr).toContain(`127.0.0.1:${port}`);
  run.child.kill('SIGINT');
  expect(await run.done).toMatchObject({ status: null, signal: 'SIGINT', stderr: '' });
  expect(await runCli(['paper', 'serve', '--latency', '2h'])).toMatchObject({ status: 2, stdout: '' });
});

test('config check takes what the engine takes, and names the field otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'scram-config-'));
  const file = join(folder, 'config.json');
  writeFileSync(file, '{"brokers":{"demo":{"kind":"paper"}}}');
  expect(await scram('config', 'check', file)).toMatchObject({ status: 0, stderr: '' });
  writeFileSync(file, '{"brokers":{"demo":{"kind":"papr"}}}');
  const wrong = await scram('config', 'check', file);
  expect(wrong).toMatchObject({ status: 1, stdout: '' });
  expect(wrong.stderr).toContain('brokers.demo');
  expect(await scram('config', 'check', join(folder, 'none.json'))).toMatchObject({ status: 1, stdout: '' });
  rmSync(folder, { recursive: true });
});

function row(seq: number) {
  const at = '2026-11-21T09:14:03.000Z';
  return { seq, at, kind: 'RESET', source: 'cli' as const, killId: null, reason: `row ${seq}`, data: {} };
}
