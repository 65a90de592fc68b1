import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

test('the command line runs as a program, after every build: npm links it and does not look again', () => {
  const program = join(import.meta.dirname, '../../out/main/cli.cjs');
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const ran = spawnSync(program, ['--help'], { env, encoding: 'utf8' });
  expect([ran.error, ran.status]).toEqual([undefined, 0]);
  expect(ran.stdout).toContain('scram kill');
});
