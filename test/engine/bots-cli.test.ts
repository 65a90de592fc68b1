import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BotState } from '../../src/shared/api/bots.ts';
import { type EngineDouble, Refusal, serveDouble } from './cli-double.ts';
import { endRuns, runCli } from './cli-run.ts';
import { armed } from './cli-states.ts';

const since = '2026-11-21T09:14:03.000Z';
const held = { to: 'halt', since, cause: 'kill switch engaged', killId: 'kill-1' } as const;
const common = { returns: 0, since } as const;
const bots: BotState[] = [
  { ...common, name: 'grid', kind: 'process', held: null, state: 'running', words: 'running: process 4711' },
  { ...common, name: 'flag', kind: 'flag-file', held, state: 'unknown', asked: 'halt', words: '/run/HALT says halt' },
];

let double: EngineDouble;
beforeEach(async () => {
  double = await serveDouble(armed({ bots }));
  double.answers.state = () => double.state;
});
afterEach(async () => {
  await endRuns();
  await double.close();
});

const scram = (...args: string[]) => runCli(['--data', double.folder, ...args]);

test('the bots, what each is in the words of every face, and what holds it', async () => {
  const { stdout, status } = await scram('bots');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^grid +process +running +running: process 4711$/m);
  expect(stdout).toMatch(/^flag +flag-file +told to halt, not confirmed +\/run\/HALT says halt$/m);
  expect(stdout).toMatch(/^ {2}held since .*: kill switch engaged$/m);
  expect((await scram('status')).stdout).toContain('told to halt, not confirmed');
  double.answers.state = () => armed({ bots: [] });
  expect((await scram('bots')).stdout).toBe('No bots.\n');
});

test('a resume names the bot and the reason, and says what came of it', async () => {
  double.answers.resumeBot = () => ({
    ...common,
    name: 'flag',
    kind: 'flag-file',
    held: null,
    state: 'unknown',
    asked: null,
    words: 'no flag file',
  });
  const { stdout, status } = await scram('bots', 'resume', 'flag', '--reason', 'looked at this bot');
  expect({ stdout, status }).toEqual({ stdout: 'flag is no longer held: not checked (no flag file).\n', status: 0 });
  expect(double.calls.at(-1)).toMatchObject({
    params: { name: 'flag' },
    request: { reason: 'looked at this bot' },
    source: 'cli',
  });
});

test('a resume that is refused ends with 1 and says why; without a word of reason nothing is asked', async () => {
  double.answers.resumeBot = () => {
    throw new Refusal({
      code: 'not_now',
      message: 'No bot is resumed now: kill switch engaged.',
      hint: 'Reset it first.',
    });
  };
  const refused = await scram('bots', 'resume', 'flag', '--reason', 'looked at this bot');
  expect(refused).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('kill switch engaged') });
  const asked = double.calls.length;
  expect(await scram('bots', 'resume', 'flag', '--reason', 'ok')).toMatchObject({ status: 1 });
  expect(await scram('bots', 'resume', 'flag')).toMatchObject({ status: 2 });
  expect(double.calls).toHaveLength(asked);
});
