import { expect, test } from 'vitest';
import { demoConfig } from '../../../shared/config.ts';
import { faultAt, faultWords, judgeDraft, waitingChanges } from './judge.ts';

const file = { brokers: { paper: { kind: 'paper' } }, deadMan: { window: '24h' } };

test('a draft is judged by the schema of the engine: each fault stands at its setting', () => {
  const draft = { ...file, deadMan: { window: 'soon' }, bots: { grid: { kind: 'command', halt: [''] } } };
  const { faults, changes } = judgeDraft(file, draft);
  expect(changes).toEqual([]);
  const fault = faultAt(faults, ['deadMan', 'window']);
  expect(fault === null ? '' : faultWords(fault)).toBe(
    'must be a duration such as "90s" or "12h", from 5.0 s to 366 d.',
  );
  expect(faultAt(faults, ['bots', 'grid', 'halt'])?.field).toBe('bots.grid.halt.0');
  expect(faultAt(faults, ['bots', 'grid', 'hal'])).toBeNull();
  expect(faultAt(faults, ['brokers'])).toBeNull();
});

test('an unknown setting keeps the one that was meant', () => {
  const [fault] = judgeDraft(file, { ...file, deadman: {} }).faults;
  expect(fault === undefined ? '' : faultWords(fault)).toBe('is not a known setting. Did you mean "deadMan"?');
});

test('a good draft is compared with the file', () => {
  const { faults, changes } = judgeDraft(file, { ...file, deadMan: { window: '48h' } });
  expect(faults).toEqual([]);
  expect(changes).toEqual([{ field: 'deadMan.window', words: 'dead man’s window 24h → 48h', loosens: true }]);
});

test('what the file says otherwise than what is in force waits for a restart', () => {
  const answer = { config: demoConfig, file: '/x/config.json', revision: 'r', missingSecrets: [] };
  expect(waitingChanges({ ...answer, document: file })).toEqual([]);
  const document = { ...file, deadMan: { window: '12h' } };
  expect(waitingChanges({ ...answer, document }).map(({ words }) => words)).toEqual(['dead man’s window 24h → 12h']);
  expect(waitingChanges({ ...answer, document: null })).toEqual([]);
});
