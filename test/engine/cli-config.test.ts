import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EngineDouble, Refusal, serveDouble } from './cli-double.ts';
import { endRuns, runCli, startCli, startCliOnTerminal } from './cli-run.ts';
import { armed } from './cli-states.ts';

let double: EngineDouble;

beforeEach(async () => {
  double = await serveDouble(armed());
});
afterEach(async () => {
  await endRuns();
  await double.close();
});

const config = { brokers: { demo: { kind: 'paper' } } };

test('config use gives the file with its reason to the engine, and says what wants one', async () => {
  const file = join(double.folder, 'wanted.json');
  writeFileSync(file, JSON.stringify(config));
  const use = (...more: string[]) => runCli(['--data', double.folder, 'config', 'use', file, ...more]);
  double.answers.putConfig = () => ({ file: '/there/config.json', inForce: 'after a restart' });
  const done = await use('--reason', 'away for a weekend');
  expect(done).toMatchObject({ status: 0, stderr: '' });
  expect(done.stdout).toContain('/there/config.json is written. It is in force from the engine');
  expect(double.calls.at(-1)).toMatchObject({ request: { config, reason: 'away for a weekend' }, source: 'cli' });

  double.answers.putConfig = () => {
    const against = [{ code: 'config' as const, message: 'bot grid is gone' }];
    throw new Refusal({ code: 'bad_request', message: 'That wants a reason.', hint: 'h', field: 'reason', against });
  };
  const refused = await use();
  expect(refused).toMatchObject({ status: 1, stdout: '' });
  expect(refused.stderr).toContain('  - bot grid is gone\nGive it with --reason "why".');

  writeFileSync(file, '{"brokrs":{}}');
  const callsBefore = double.calls.length;
  expect((await use()).stderr).toContain('Did you mean "brokers"?');
  expect(double.calls).toHaveLength(callsBefore);
});

test('a secret comes from stdin or from a terminal that does not show it, and is in no output', async () => {
  double.answers.keepSecret = () => ({});
  const piped = startCli(['--data', double.folder, 'secret', 'set', 'main-key-id']);
  piped.child.stdin?.end('s3cr3t-one\n');
  const end = await piped.done;
  expect(end).toMatchObject({ status: 0, stderr: '' });
  expect(double.calls.at(-1)).toMatchObject({ params: { name: 'main-key-id' }, request: { value: 's3cr3t-one' } });

  const typed = startCliOnTerminal(['--data', double.folder, 'secret', 'set', 'other']);
  await typed.sees('other: ');
  typed.child.stdin?.write('s3cr3t-two\r');
  expect((await typed.done).status).toBe(0);
  expect(double.calls.at(-1)).toMatchObject({ params: { name: 'other' }, request: { value: 's3cr3t-two' } });
  expect(end.stdout + typed.stdout() + typed.stderr()).not.toContain('s3cr3t');
});

test('no secret is none, and Ctrl-C keeps nothing', async () => {
  const named = await runCli(['--data', double.folder, 'secret', 'set', '../main']);
  expect(named).toMatchObject({ status: 1, stdout: '' });
  expect(named.stderr).toContain('"../main" is not a name for a secret.');
  const empty = startCli(['--data', double.folder, 'secret', 'set', 'main']);
  empty.child.stdin?.end('\n');
  expect(await empty.done).toMatchObject({ status: 1, stdout: '' });
  const interrupted = startCliOnTerminal(['--data', double.folder, 'secret', 'set', 'main']);
  await interrupted.sees('main: ');
  interrupted.child.stdin?.write('half\u0003');
  expect((await interrupted.done).status).toBe(130);
  expect(double.calls).toEqual([]);
});
