import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commandBot } from './command.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scram-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (name: string) => join(folder, name);
const script = (text: string) => ['sh', '-c', text];
const order = { killId: 'k', brokerSettled: true };

function bot(programs: { halt: string; pause?: string; check: string }, callTimeoutMs: number) {
  const adapter = commandBot({
    name: 'it',
    halt: script(programs.halt),
    pause: programs.pause === undefined ? null : script(programs.pause),
    resume: null,
    check: script(programs.check),
    callTimeoutMs,
    env: process.env,
  });
  return (to: 'halt' | 'pause') => adapter.drive(to, order, AbortSignal.timeout(callTimeoutMs));
}

test.each(['halt', 'pause'] as const)(
  'a check that hangs keeps no %s waiting, and what came of that is told',
  async (to) => {
    const began = performance.now();
    const note = `date > ${path('told')}; echo all told`;
    const drive = bot({ halt: note, pause: note, check: 'exec sleep 60' }, 4_000)(to);
    while (!existsSync(path('told'))) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(performance.now() - began).toBeLessThan(3_500);
    expect(await drive).toEqual({
      is: 'unreadable',
      words: 'sh ended well: all told; its check failed: sh did not end in time and was cut off',
    });
    expect(performance.now() - began).toBeLessThan(5_500);
  },
);

test('an order has the time that the check before it has left, and no more', async () => {
  const began = performance.now();
  const drive = bot({ halt: `echo > ${path('told')}; exec sleep 60`, check: 'exec sleep 60' }, 2_000);
  expect(await drive('halt')).toEqual({ is: 'unreadable', words: 'sh did not end in time and was cut off' });
  expect(performance.now() - began).toBeLessThan(4_000);
  expect(existsSync(path('told'))).toBe(true);
});

test('one that is halted already, by a check that was too slow before the order, is halted, though the order fails', async () => {
  const halt = `echo once >> ${path('told')}; echo no such service; exit 3`;
  const drive = bot({ halt, check: 'sleep 2; echo halted' }, 8_000);
  expect(await drive('halt')).toEqual({ is: 'halted', words: 'its check says halted' });
  expect(readFileSync(path('told'), 'utf8')).toBe('once\n');
});

test('an order that fails is told as that, whatever the check says of a bot that is not there', async () => {
  writeFileSync(path('state'), 'active\n');
  const drive = bot({ halt: 'echo no right to; exit 4', check: `cat ${path('state')}` }, 3_000);
  expect(await drive('halt')).toEqual({ is: 'unreadable', words: 'sh ended with 4: no right to' });
});
