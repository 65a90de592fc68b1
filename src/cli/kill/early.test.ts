import { Command } from 'commander';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registerKill } from '../commands/kill.ts';
import { earlyKill } from './early.ts';

test.each([
  [['kill'], { reason: undefined, data: undefined }],
  [['kill', '--reason', 'prices look wrong'], { reason: 'prices look wrong', data: undefined }],
  [['--data', '/d', 'kill', '--wait', '30s', '--reason=x'], { reason: 'x', data: '/d' }],
  [['kill', '--data=/d'], { reason: undefined, data: '/d' }],
])('%j is a kill', (argv, kill) => {
  expect(earlyKill(argv)).toEqual(kill);
});

test.each([
  [['kill', '--help']],
  [['kill', '-h']],
  [['kill', '--reset', '--reason', 'it is safe again']],
  [['log', '--search', 'kill']],
  [['--data', 'kill']],
  [['--data', 'kill', 'status']],
  [['kill', 'kill']],
  [['kill', '--reason']],
  [['help', 'kill']],
  [['--', 'kill']],
  [['kill', '--data', '']],
  [[]],
])('%j is left to the parser', (argv) => {
  expect(earlyKill(argv)).toBeNull();
});

test('what is sent early, the parser takes in the same way', async () => {
  const piece = fc.constantFrom(
    ['kill'],
    ['--reason', 'a b'],
    ['--reason=c'],
    ['--reason', ''],
    ['--reason', '--data=d'],
    ['--reason', '--help'],
    ['--reason=-y'],
    ['--data', 'e'],
    ['--data=f'],
    ['--data', '--wait'],
    ['--data='],
    ['--wait', '1s'],
    ['--wait', '--data=g'],
    ['--reset'],
    ['--help'],
    ['--'],
    ['-x'],
  );
  const commandLine = fc
    .array(piece, { maxLength: 2 })
    .chain((before) => fc.array(piece, { maxLength: 3 }).map((after) => [...before, ['kill'], ...after].flat()));
  await fc.assert(
    fc.asyncProperty(commandLine, async (argv) => {
      const early = earlyKill(argv);
      fc.pre(early !== null);
      const program = new Command().exitOverride().option('--data <dir>');
      let runs = 0;
      registerKill(program, async () => {
        runs += 1;
      });
      await program.parseAsync(argv, { from: 'user' });
      const { reason, reset } = program.commands[0]?.opts() ?? {};
      expect(runs).toBe(1);
      expect(reset).toBeUndefined();
      expect({ reason, data: program.opts<{ data?: string }>().data }).toEqual(early);
    }),
    { numRuns: 500 },
  );
});
