import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const runner = new URL('../../scripts/run-suite.mjs', import.meta.url).href;

interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
  tooSlow: boolean;
}

/** A suite, as `npm test` runs one, in a process of its own: what it printed by itself, and what was told of it. */
async function runSuite(program: string, limitMs: number): Promise<{ shown: string; outcome: Outcome }> {
  const options = `{ cwd: '.', env: process.env, limitMs: ${limitMs} }`;
  const script = `import { runSuite } from ${JSON.stringify(runner)};
    const outcome = await runSuite(process.execPath, ['-e', ${JSON.stringify(program)}], ${options});
    process.stdout.write('\\n' + JSON.stringify(outcome));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  await once(child, 'close');
  const lastLine = printed.lastIndexOf('\n');
  return { shown: printed.slice(0, lastLine), outcome: JSON.parse(printed.slice(lastLine)) as Outcome };
}

/** One that has ended and that nobody has asked about still has a number, and on Linux the state Z. */
function isAlive(pid: number): boolean {
  try {
    if (process.platform === 'linux') return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a suite is shown and kept, with its own exit status', async () => {
  const { shown, outcome } = await runSuite(
    `process.stdout.write('one'); process.stderr.write('two'); process.exitCode = 3`,
    60_000,
  );
  expect(outcome).toEqual({ status: 3, stdout: 'one', stderr: 'two', tooSlow: false });
  expect(shown).toContain('one');
  expect(shown).toContain('two');
});

test('one that hangs is ended with all that it started, and what it said last is there', async () => {
  const program = `const { spawn } = require('node:child_process');
    process.on('SIGTERM', () => {});
    const left = spawn('sleep', ['600'], { stdio: 'inherit' });
    process.stdout.write('it hangs at ' + left.pid);
    setInterval(() => {}, 1000);`;
  const { outcome } = await runSuite(program, 1_000);
  expect(outcome).toMatchObject({ status: null, tooSlow: true });
  const pid = Number(/^it hangs at (\d+)$/.exec(outcome.stdout)?.[1]);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('one that ends and leaves a process behind that holds its output is not waited for', async () => {
  const program = `const { spawn } = require('node:child_process');
    const left = spawn('sleep', ['600'], { stdio: 'inherit' });
    left.unref();
    process.stdout.write(String(left.pid));`;
  const { outcome } = await runSuite(program, 60_000);
  expect(outcome).toMatchObject({ status: 0, tooSlow: false });
  expect(outcome.stdout).toMatch(/^\d+$/);
  await expect.poll(() => isAlive(Number(outcome.stdout))).toBe(false);
});

test('a program that is not there has a sentence', async () => {
  const script = `import { runSuite } from ${JSON.stringify(runner)};
    process.stdout.write(JSON.stringify(await runSuite('/nowhere', [], { cwd: '.', env: {}, limitMs: 60000 })));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await once(child.stdout, 'data');
  expect(JSON.parse(String(printed))).toMatchObject({ status: null, stderr: expect.stringContaining('/nowhere') });
});
