import { expect, it } from 'vitest';
import { killMessage } from '../fixture.ts';
import { ntfyBody } from './ntfy.ts';

it('has the title apart, and all the rest as lines', () => {
  expect(ntfyBody(killMessage({ paper: true }))).toEqual({
    title: 'PAPER · KILL: feed is wrong',
    message: [
      'The kill switch was engaged by the command line: feed is wrong.',
      'Acknowledge it.',
      'main: 7 positions, 5 orders when last read',
      'Kill k-1',
      '2026-01-02T03:04:05.678Z',
    ].join('\n'),
    priority: 5,
    tags: ['rotating_light'],
  });
});

it.each([
  ['critical', false, 5],
  ['warning', false, 4],
  ['info', false, 3],
  ['critical', true, 3],
  ['warning', true, 3],
] as const)('of %s, rehearsed: %s, has priority %i', (severity, drill, priority) => {
  expect(ntfyBody(killMessage({ severity, drill })).priority).toBe(priority);
});

it('shows what is over as such, and what is news as it is', () => {
  expect(ntfyBody(killMessage({ step: 'closed', severity: 'info' })).tags).toEqual(['white_check_mark']);
  expect(ntfyBody(killMessage({ step: 'updated', severity: 'info' })).tags).toEqual(['information_source']);
  expect(ntfyBody(killMessage({ severity: 'warning' })).tags).toEqual(['warning']);
});
