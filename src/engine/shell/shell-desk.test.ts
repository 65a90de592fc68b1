import { expect, test } from 'vitest';
import type { JournalEvent } from '../journal/events.ts';
import { shellLimits } from './limits.ts';
import { ShellDesk } from './shell-desk.ts';

const by = { source: 'tray', from: '127.0.0.1' } as const;

function desk() {
  let nowMs = 1_000;
  let resumes = 0;
  const rows: JournalEvent[] = [];
  const shell = new ShellDesk({
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs },
    record: (event) => rows.push(event),
    onResume: () => {
      resumes += 1;
    },
  });
  return { shell, rows, resumes: () => resumes, pass: (ms: number) => (nowMs += ms) };
}

test('nobody is attached before a shell has said so, nor once it has been silent for too long', () => {
  const { shell, pass } = desk();
  expect(shell.isAttached()).toBe(false);
  shell.hear({ event: 'attached' }, by);
  pass(shellLimits.attachedMs - 1);
  expect(shell.isAttached()).toBe(true);
  pass(1);
  expect(shell.isAttached()).toBe(false);
});

test('a shell that repeats itself stays attached, and is gone at once when it says so', () => {
  const { shell, pass, rows } = desk();
  for (let each = 0; each < 5; each += 1) {
    shell.hear({ event: 'attached' }, by);
    pass(shellLimits.attachedMs / 2);
  }
  expect(shell.isAttached()).toBe(true);
  shell.hear({ event: 'detached' }, by);
  expect(shell.isAttached()).toBe(false);
  expect(rows).toEqual([]);
});

test('a hotkey that no longer kills stands in the journal with its reason', () => {
  const { shell, rows } = desk();
  shell.hear({ event: 'hotkey_off', reason: 'its keys are in the way' }, by);
  shell.hear({ event: 'hotkey_on' }, by);
  expect(rows).toMatchObject([{ kind: 'HOTKEY_OFF', reason: 'its keys are in the way' }, { kind: 'HOTKEY_ON' }]);
});

test('what becomes of the machine stands in the journal; a resume has everything looked at', () => {
  const { shell, rows, resumes } = desk();
  shell.hear({ event: 'attached' }, by);
  shell.hear({ event: 'suspend' }, by);
  expect(resumes()).toBe(0);
  shell.hear({ event: 'resume' }, by);
  expect(resumes()).toBe(1);
  shell.hear({ event: 'shutdown' }, by);
  expect(shell.isAttached()).toBe(false);
  expect(rows.map(({ kind }) => kind)).toEqual(['MACHINE_SUSPENDS', 'MACHINE_RESUMED', 'MACHINE_SHUTS_DOWN']);
});
